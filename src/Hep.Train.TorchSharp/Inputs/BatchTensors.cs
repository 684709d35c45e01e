using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Hep.Jagged;
using Tensor = TorchSharp.torch.Tensor;

namespace Hep.Train.TorchSharp;

/// <summary>
/// The tensors of a batch that a network takes, by the names of the graph's inputs: each is one copy, made when it is first asked for, in
/// the scope of the step.
/// </summary>
internal sealed class BatchTensors(PaddedBatch batch, TorchDevice device)
{
    private readonly Dictionary<string, Tensor> _onHost = new(StringComparer.Ordinal), _made = new(StringComparer.Ordinal);

    /// <summary>What the tensors are of.</summary>
    public PaddedBatch Batch => batch;

    /// <summary>Where they are.</summary>
    public TorchDevice Device => device;

    /// <summary>Entries.</summary>
    public int Count => batch.EntryCount;

    /// <summary>[n, cells].</summary>
    public Tensor Features =>
        Once(InputNames.Features, () => device.Written(to => batch.Features.CopyTo(to), batch.EntryCount, batch.CellCount));

    /// <summary>[n, cells] of 0 and 1.</summary>
    public Tensor Mask => Once(InputNames.Mask, () => device.Written(
        to => TensorPrimitives.ConvertChecked(MemoryMarshal.AsBytes(batch.Mask), to), batch.EntryCount, batch.CellCount));

    /// <summary>[n, slots, columns] of a collection.</summary>
    public Tensor Tokens(string collection) => Once(InputNames.Tokens(collection), () => device.Of(TokensOnHost(collection)));

    /// <summary>[n, slots] of 0 and 1 of a collection.</summary>
    public Tensor TokenMask(string collection) =>
        Once(InputNames.TokenMask(collection), () => device.Of(TokenMaskOnHost(collection)));

    /// <summary>The tokens where a program can read them.</summary>
    public Tensor TokensOnHost(string collection) => Once(_onHost, InputNames.Tokens(collection), () =>
    {
        (int slots, int columns) = batch.TokenShape(collection);
        return TorchDevice.OnHost(to => batch.CopyTokens(collection, to), batch.EntryCount, slots, columns);
    });

    /// <summary>The mask of tokens where a program can read it.</summary>
    public Tensor TokenMaskOnHost(string collection) => Once(_onHost, InputNames.TokenMask(collection), () =>
        TorchDevice.OnHost(to => batch.CopyTokenMask(collection, to), batch.EntryCount, batch.TokenShape(collection).Slots));

    /// <summary>[n, channels, y, x] of a grid.</summary>
    public Tensor Grid(string name) => Once(name, () =>
    {
        GridLayout layout = batch.Grids.First(g => g.Name == name);
        return device.Written(to => batch.Grid(name).CopyTo(to), batch.EntryCount, layout.Channels.Length, layout.YCount, layout.XCount);
    });

    private Tensor Once(string name, Func<Tensor> make) => Once(_made, name, make);

    private static Tensor Once(Dictionary<string, Tensor> made, string name, Func<Tensor> make)
    {
        if (!made.TryGetValue(name, out Tensor? tensor)) made.Add(name, tensor = make());
        return tensor;
    }
}

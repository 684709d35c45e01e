using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Hep.Jagged;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Hep.Train.TorchSharp;

/// <summary>
/// The tensors of a batch that a network takes, by the names of the graph's inputs: each is one copy, made when it is first asked for, in
/// the scope of the step.
/// </summary>
internal sealed class BatchTensors(PaddedBatch batch)
{
    private readonly Dictionary<string, Tensor> _made = new(StringComparer.Ordinal);

    /// <summary>What the tensors are of.</summary>
    public PaddedBatch Batch => batch;

    /// <summary>Entries.</summary>
    public int Count => batch.EntryCount;

    /// <summary>[n, cells].</summary>
    public Tensor Features => Once(InputNames.Features, () => Made(to => batch.Features.CopyTo(to), batch.EntryCount, batch.CellCount));

    /// <summary>[n, cells] of 0 and 1.</summary>
    public Tensor Mask => Once(InputNames.Mask, () => Made(
        to => TensorPrimitives.ConvertChecked(MemoryMarshal.AsBytes(batch.Mask), to), batch.EntryCount, batch.CellCount));

    /// <summary>[n, slots, columns] of a collection.</summary>
    public Tensor Tokens(string collection) => Once(InputNames.Tokens(collection), () =>
    {
        (int slots, int columns) = batch.TokenShape(collection);
        return Made(to => batch.CopyTokens(collection, to), batch.EntryCount, slots, columns);
    });

    /// <summary>[n, slots] of 0 and 1 of a collection.</summary>
    public Tensor TokenMask(string collection) => Once(InputNames.TokenMask(collection),
        () => Made(to => batch.CopyTokenMask(collection, to), batch.EntryCount, batch.TokenShape(collection).Slots));

    /// <summary>[n, channels, y, x] of a grid.</summary>
    public Tensor Grid(string name) => Once(name, () =>
    {
        GridLayout layout = batch.Grids.First(g => g.Name == name);
        return Made(to => batch.Grid(name).CopyTo(to), batch.EntryCount, layout.Channels.Length, layout.YCount, layout.XCount);
    });

    /// <summary>A tensor that is written from the batch's memory.</summary>
    public static Tensor Made(SpanAction write, params ReadOnlySpan<long> shape)
    {
        Tensor tensor = empty(shape);
        write(MemoryMarshal.Cast<byte, float>(tensor.bytes));
        return tensor;
    }

    /// <summary>Writes the numbers of a tensor.</summary>
    internal delegate void SpanAction(Span<float> to);

    private Tensor Once(string name, Func<Tensor> make)
    {
        if (!_made.TryGetValue(name, out Tensor? tensor)) _made.Add(name, tensor = make());
        return tensor;
    }
}

using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>The numbers of a model that training changes, and the copy of them that is kept as the best so far.</summary>
internal sealed class WeightStore(IReadOnlyList<Tensor> tensors)
{
    private const string Weight = "weight.", Kept = "kept.";

    private float[][]? _kept;

    /// <summary>Copies the present numbers, in place of a former copy.</summary>
    public void Keep() => _kept = [.. tensors.Select(Values)];

    /// <summary>Brings the copy back, if there is one.</summary>
    public void Restore()
    {
        for (int i = 0; _kept is not null && i < tensors.Count; i++) Set(tensors[i], _kept[i]);
    }

    public void SaveTo(EngineState state)
    {
        for (int i = 0; i < tensors.Count; i++) state.Add<float>($"{Weight}{i}", Values(tensors[i]), tensors[i].shape);
        for (int i = 0; _kept is not null && i < tensors.Count; i++) state.Add<float>($"{Kept}{i}", _kept[i], tensors[i].shape);
    }

    public void LoadFrom(EngineState state)
    {
        for (int i = 0; i < tensors.Count; i++) Set(tensors[i], state.Get<float>($"{Weight}{i}", tensors[i].numel()));
        _kept = state.Contains($"{Kept}0")
            ? [.. tensors.Select((t, i) => state.Get<float>($"{Kept}{i}", t.numel()).ToArray())]
            : null;
    }

    /// <summary>A copy of the numbers of a tensor.</summary>
    public static float[] Values(Tensor tensor)
    {
        using Tensor detached = tensor.detach();
        return detached.data<float>().ToArray();
    }

    /// <summary>Replaces the numbers of a tensor.</summary>
    public static void Set(Tensor tensor, ReadOnlySpan<float> values)
    {
        using Tensor detached = tensor.detach();   // the same memory, unrecorded
        values.CopyTo(MemoryMarshal.Cast<byte, float>(detached.bytes));
    }
}

using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>The numbers of a network that training changes, and the copy of them that is kept as the best so far.</summary>
/// <param name="tensors">Weights and statistics, in an order that is always the same; they stay the network's.</param>
internal sealed class WeightStore(IReadOnlyList<Tensor> tensors) : IDisposable
{
    private const string Weight = "weight.", Kept = "kept.";

    private Tensor[]? _kept;

    /// <summary>Copies the present numbers, in place of a former copy.</summary>
    public void Keep()
    {
        Forget();
        _kept = [.. tensors.Select(Copy)];
    }

    /// <summary>Brings the copy back, if there is one.</summary>
    public void Restore()
    {
        for (int i = 0; _kept is not null && i < tensors.Count; i++) Set(tensors[i], _kept[i]);
    }

    public void SaveTo(EngineState state)
    {
        for (int i = 0; i < tensors.Count; i++) StateTensors.Add(state, $"{Weight}{i}", tensors[i]);
        for (int i = 0; _kept is not null && i < tensors.Count; i++) StateTensors.Add(state, $"{Kept}{i}", _kept[i]);
    }

    public void LoadFrom(EngineState state)
    {
        for (int i = 0; i < tensors.Count; i++) StateTensors.Read(state, $"{Weight}{i}", tensors[i]);
        Forget();
        if (!state.Contains($"{Kept}0")) return;
        _kept = [.. tensors.Select(Copy)];
        for (int i = 0; i < tensors.Count; i++) StateTensors.Read(state, $"{Kept}{i}", _kept[i]);
    }

    public void Dispose() => Forget();

    private void Forget()
    {
        foreach (Tensor kept in _kept ?? []) kept.Dispose();
        _kept = null;
    }

    private static Tensor Copy(Tensor tensor)
    {
        using Tensor detached = tensor.detach();
        return detached.clone().DetachFromDisposeScope();
    }

    private static void Set(Tensor tensor, Tensor numbers)
    {
        using IDisposable unrecorded = no_grad();
        tensor.copy_(numbers);
    }
}

using Hep.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>From the tensors of a batch to the numbers of all heads [n, outputs], in libtorch and in a graph.</summary>
internal abstract class Network : IDisposable
{
    private readonly List<(Tensor Present, Tensor Kept)> _kept = [];

    /// <summary>What the optimizer moves.</summary>
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>What else training changes.</summary>
    public abstract IEnumerable<Tensor> Statistics { get; }

    /// <summary>The numbers, and what each entry's loss has besides, [n], in training; null: nothing.</summary>
    public abstract (Tensor Numbers, Tensor? Penalties) Evaluate(BatchTensors inputs, Pass pass);

    /// <summary>The same numbers in a graph, nothing left out.</summary>
    /// <exception cref="TrainingException">The network has a layer that has no form in a graph.</exception>
    public abstract OnnxValue AddTo(GraphInputs inputs);

    /// <summary>Copies the present weights, in place of a former copy.</summary>
    public void Keep()
    {
        Forget();
        foreach (Tensor present in Parameters.Concat(Statistics))
        {
            using Tensor detached = present.detach();
            _kept.Add((present, detached.clone().DetachFromDisposeScope()));
        }
    }

    /// <summary>Makes the copied weights the present ones.</summary>
    public void Restore()
    {
        using IDisposable unrecorded = no_grad();
        foreach ((Tensor present, Tensor kept) in _kept) present.copy_(kept);
    }

    public virtual void Dispose() => Forget();

    private void Forget()
    {
        foreach ((_, Tensor kept) in _kept) kept.Dispose();
        _kept.Clear();
    }
}

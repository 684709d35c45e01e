using Hep.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>From the tensors of a batch to the numbers of all heads [n, outputs], in libtorch and in a graph.</summary>
internal abstract class Network : IDisposable
{
    /// <summary>What the optimizer moves.</summary>
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>What else training changes.</summary>
    public abstract IEnumerable<Tensor> Statistics { get; }

    /// <summary>The numbers, and what each entry's loss has besides, [n], in training; null: nothing.</summary>
    public abstract (Tensor Numbers, Tensor? Penalties) Evaluate(BatchTensors inputs, Pass pass);

    /// <summary>The same numbers in a graph, nothing left out.</summary>
    /// <exception cref="TrainingException">The network has a layer that has no form in a graph.</exception>
    public abstract OnnxValue AddTo(GraphInputs inputs);

    public abstract void Dispose();
}

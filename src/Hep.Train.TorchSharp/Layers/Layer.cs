using Hep.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>A part of a network that makes one value of another, in libtorch and in a graph.</summary>
internal abstract class Layer : IDisposable
{
    /// <summary>What the optimizer moves.</summary>
    public virtual IEnumerable<Parameter> Parameters => [];

    /// <summary>What else training changes.</summary>
    public virtual IEnumerable<Tensor> Statistics => [];

    /// <summary>The value of some entries, which the surrounding scope disposes.</summary>
    public abstract Tensor Apply(Tensor x, Pass pass);

    /// <summary>The same, as in evaluation, behind a value of a graph.</summary>
    public abstract OnnxValue AddTo(OnnxGraph graph, OnnxValue x);

    /// <summary>Gives the memory of the weights back.</summary>
    public void Dispose()
    {
        foreach (IDisposable owned in Owned) owned.Dispose();
    }

    /// <summary>What goes with the layer.</summary>
    protected virtual IEnumerable<IDisposable> Owned => Parameters.Concat(Statistics);
}

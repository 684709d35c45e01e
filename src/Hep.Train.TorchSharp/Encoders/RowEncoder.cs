using Hep.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>Makes rows [n, width] of what a batch holds.</summary>
internal abstract class RowEncoder : IDisposable
{
    /// <summary>The numbers of a row.</summary>
    public abstract int Width { get; }

    /// <summary>What the optimizer moves.</summary>
    public abstract IEnumerable<Parameter> Parameters { get; }

    /// <summary>What else training changes.</summary>
    public virtual IEnumerable<Tensor> Statistics => [];

    public abstract Tensor Encode(BatchTensors inputs, Pass pass);

    public abstract OnnxValue AddTo(GraphInputs inputs);

    public abstract void Dispose();
}

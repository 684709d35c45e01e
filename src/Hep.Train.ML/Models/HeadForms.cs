using System.Numerics.Tensors;
using Hep.Onnx;

namespace Hep.Train.ML;

/// <summary>How a model's numbers [n, outputs] become predictions, here and in a graph.</summary>
/// <param name="Apply">From the numbers of one row its predictions.</param>
/// <param name="Onnx">The same in a graph.</param>
internal sealed record HeadForms(RowFunction Apply, Func<OnnxGraph, OnnxValue, OnnxValue> Onnx)
{
    /// <summary>The numbers themselves.</summary>
    public static HeadForms Identity { get; } = new((x, p) => x.CopyTo(p), (_, x) => x);

    /// <summary>The logistic function of each.</summary>
    public static HeadForms Sigmoid { get; } = new((x, p) => TensorPrimitives.Sigmoid(x, p), (g, x) => g.Sigmoid(x));

    /// <summary>Softmax over a row.</summary>
    public static HeadForms Softmax { get; } = new(
        (x, p) =>
        {
            TensorPrimitives.Subtract(x, TensorPrimitives.Max(x), p);   // exp of large numbers is infinite
            TensorPrimitives.SoftMax<double>(p, p);
        },
        (g, x) => g.Softmax(x));

    /// <summary>The logistic function of each, as shares of their sum: classes that were each told from all others.</summary>
    public static HeadForms SigmoidShares { get; } = new(
        (x, p) =>
        {
            TensorPrimitives.Sigmoid(x, p);
            TensorPrimitives.Divide(p, TensorPrimitives.Sum<double>(p), p);
        },
        (g, x) => g.Shares(g.Sigmoid(x)));

    /// <summary>The form in which a task's numbers are, where all outputs are learnt together.</summary>
    public static HeadForms Of(TrainingTask task) => task switch
    {
        TrainingTask.Binary => Sigmoid,
        TrainingTask.MultiClass => Softmax,
        _ => Identity,
    };
}

/// <summary>From the numbers of a row its predictions.</summary>
internal delegate void RowFunction(ReadOnlySpan<double> numbers, Span<double> predictions);

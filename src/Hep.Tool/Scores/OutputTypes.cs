using Hep.Inference;
using Hep.Jagged;
using Hep.Tool.Terminal;

namespace Hep.Tool.Scores;

/// <summary>The types of a model's outputs that are written to files.</summary>
internal static class OutputTypes
{
    /// <summary>The type of a column of such numbers.</summary>
    /// <exception cref="ToolException">They are of a type that is not written.</exception>
    public static ElementType Of(TensorSignature output) => output.Type switch
    {
        TensorType.Float32 => ElementType.Float32,
        TensorType.Float64 => ElementType.Float64,
        TensorType.Int64 => ElementType.Int64,
        TensorType.Int32 => ElementType.Int32,
        TensorType.Bool => ElementType.Bool,
        _ => throw Refuse(output),
    };

    /// <summary>Does something with an output, whatever type its numbers are of.</summary>
    /// <exception cref="ToolException">They are of a type that is not written.</exception>
    public static TResult Visit<TResult>(Tensor output, IOutputVisitor<TResult> visitor) => output switch
    {
        Tensor<float> singles => visitor.Visit(singles),
        Tensor<double> doubles => visitor.Visit(doubles),
        Tensor<long> longs => visitor.Visit(longs),
        Tensor<int> integers => visitor.Visit(integers),
        Tensor<bool> truths => visitor.Visit(truths),
        _ => throw Refuse(output.Signature),
    };

    /// <summary>Why an output is not written.</summary>
    public static ToolException Refuse(TensorSignature output) =>
        new($"The model's output '{output}' is of a type that is not written.");
}

/// <summary>What is done with the numbers of an output.</summary>
internal interface IOutputVisitor<out TResult>
{
    /// <summary>Does it for the type of the numbers.</summary>
    TResult Visit<T>(Tensor<T> output) where T : unmanaged;
}

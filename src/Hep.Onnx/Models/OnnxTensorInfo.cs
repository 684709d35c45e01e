using Onnx;

namespace Hep.Onnx;

/// <summary>An input or output of a model.</summary>
/// <param name="Name">The name by which it is fed or fetched.</param>
/// <param name="ElementType">What one element is.</param>
/// <param name="Shape">The length of each axis, −1 where it is free; null where the model does not state the number of axes.</param>
public sealed record OnnxTensorInfo(string Name, OnnxElementType ElementType, IReadOnlyList<long>? Shape)
{
    /// <summary><c>features: Float32[?, 157]</c>.</summary>
    public override string ToString() =>
        $"{Name}: {ElementType}{(Shape is null ? "" : $"[{string.Join(", ", Shape.Select(LengthText))}]")}";

    private static string LengthText(long length) =>
        length < 0 ? "?" : length.ToString(System.Globalization.CultureInfo.InvariantCulture);

    internal static OnnxTensorInfo Of(ValueInfoProto value)
    {
        TypeProto.Types.Tensor? tensor = value.Type?.TensorType;
        return new OnnxTensorInfo(value.Name, (OnnxElementType)(tensor?.ElemType ?? 0),
            tensor?.Shape is { } shape ? [.. shape.Dim.Select(Length)] : null);
    }

    private static long Length(TensorShapeProto.Types.Dimension axis) =>
        axis.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue && axis.DimValue >= 0 ? axis.DimValue : -1;
}

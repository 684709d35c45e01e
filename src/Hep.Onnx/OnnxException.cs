namespace Hep.Onnx;

/// <summary>
/// Bytes that are no ONNX model, a model beyond the limits of reading, or metadata that do not hold what their key promises.
/// </summary>
public sealed class OnnxException : Exception
{
    /// <summary>A failure with its explanation.</summary>
    public OnnxException(string message) : base(message) { }

    /// <summary>A failure with its explanation and cause.</summary>
    public OnnxException(string message, Exception inner) : base(message, inner) { }

    /// <summary>The byte at which the model stops making sense; −1 where no place is to blame.</summary>
    public long Offset { get; init; } = -1;
}

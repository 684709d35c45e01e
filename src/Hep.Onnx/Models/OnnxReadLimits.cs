namespace Hep.Onnx;

/// <summary>What reading a model may cost at most; a model beyond a limit is refused before memory is taken for it.</summary>
public sealed record OnnxReadLimits
{
    /// <summary>Limits that fit any model of this family and most others.</summary>
    public static OnnxReadLimits Default { get; } = new();

    /// <summary>Bytes of the file, weights included.</summary>
    public long Bytes { get; init; } = 1L << 30;

    /// <summary>Levels of messages inside messages: graphs within the branches of an <c>If</c>, types of sequences.</summary>
    public int Depth { get; init; } = 64;

    /// <summary>Messages and texts in the file: an object of some hundred bytes may cost two bytes in a file.</summary>
    public int Records { get; init; } = 1_000_000;
}

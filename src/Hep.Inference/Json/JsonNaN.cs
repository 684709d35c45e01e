namespace Hep.Inference;

/// <summary>
/// How a NaN is written in JSON, which has no word for it. Infinities are the strings <c>"Infinity"</c> and <c>"-Infinity"</c> either way.
/// </summary>
public enum JsonNaN
{
    /// <summary><c>null</c>: what NumPy turns back into NaN, and what every other reader takes for "no value".</summary>
    Null,
    /// <summary>The string <c>"NaN"</c>.</summary>
    Text,
    /// <summary>Not at all: a tensor that holds a NaN, or an infinity, is refused.</summary>
    Refuse,
}

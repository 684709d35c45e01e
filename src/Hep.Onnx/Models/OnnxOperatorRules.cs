namespace Hep.Onnx;

/// <summary>
/// What a model may ask of the program that runs it. What it asks beyond is refused by <see cref="OnnxModel.CheckOperators"/>, before that
/// program sees the model: it might look for a library, read another file, or unfold without end.
/// </summary>
public sealed record OnnxOperatorRules
{
    /// <summary>What ONNX Runtime 1.31 runs without further libraries.</summary>
    public static OnnxOperatorRules Default { get; } = new();

    /// <summary>The newest version of the file's own form.</summary>
    public int NewestIrVersion { get; init; } = 13;

    /// <summary>The newest version of ONNX' own operators.</summary>
    public int NewestOpset { get; init; } = 26;

    /// <summary>Where operators may come from, besides the model's own functions; the empty name is ONNX itself.</summary>
    public IReadOnlyList<string> Domains { get; init; } = ["", "ai.onnx", "ai.onnx.ml", "com.microsoft"];

    /// <summary>
    /// Operators of those domains that are not run, <c>domain.Name</c>: <c>EPContext</c> names files that its runtime is to load.
    /// </summary>
    public IReadOnlyList<string> Refused { get; init; } = ["com.microsoft.EPContext"];

    /// <summary>
    /// Operations once every call of a function is written out; a few functions that call each other twice become billions.
    /// </summary>
    public int Operations { get; init; } = 200_000;

    /// <summary>
    /// Elements of one tensor that the graph makes from constants alone: a file of a hundred bytes can ask for terabytes.
    /// </summary>
    public long GeneratedElements { get; init; } = 1L << 28;
}

namespace Hep.Onnx;

/// <summary>A value within a graph that is being built: rows of <paramref name="Width"/> float32 numbers, their number free.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Width">The numbers in a row.</param>
public sealed record OnnxValue(string Name, int Width);

namespace Hep.Onnx;

/// <summary>A value within a graph that is being built: float32 numbers, any number of entries along the first axis.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Shape">The axes of one entry: [width] for a row, [objects, numbers] for tokens, [channels, y, x] for a grid.</param>
public sealed record OnnxValue(string Name, IReadOnlyList<int> Shape)
{
    /// <summary>The length of the last axis.</summary>
    public int Width => Shape[^1];

    /// <summary>The numbers of one entry.</summary>
    public int Count => Shape.Aggregate(1, (product, length) => checked(product * length));
}

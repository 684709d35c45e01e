using Onnx;

namespace Hep.Onnx;

/// <summary>One operation of a model's graph, for people to look at.</summary>
/// <param name="Name">Its name in the graph; may be empty.</param>
/// <param name="Operator">The operator, such as <c>Gemm</c>, with its domain in front where that is not ONNX's own.</param>
/// <param name="Weights">
/// The shapes of the constants it reads, in the order of its inputs; a constant that several read counts for the first.
/// </param>
public sealed record OnnxLayer(string Name, string Operator, IReadOnlyList<IReadOnlyList<long>> Weights)
{
    /// <summary>The names of the values that it reads and that are no constants, in the order of its inputs.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>The names of the values that it makes.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>The number of constants' elements.</summary>
    public long ParameterCount => Weights.Sum(Elements);

    internal static IReadOnlyList<OnnxLayer> Of(GraphProto graph)
    {
        Dictionary<string, IReadOnlyList<long>> unseen = new(StringComparer.Ordinal);
        foreach (TensorProto constant in graph.Initializer) unseen[constant.Name] = [.. constant.Dims];
        HashSet<string> constants = new(unseen.Keys, StringComparer.Ordinal);
        List<OnnxLayer> layers = new(graph.Node.Count);
        foreach (NodeProto node in graph.Node)
        {
            List<IReadOnlyList<long>> weights = [];
            foreach (string input in node.Input)
                if (unseen.Remove(input, out IReadOnlyList<long>? shape)) weights.Add(shape);
            layers.Add(new OnnxLayer(node.Name, node.Domain.Length == 0 ? node.OpType : $"{node.Domain}.{node.OpType}", weights)
            {
                Inputs = [.. node.Input.Where(i => i.Length > 0 && !constants.Contains(i))],   // an empty name leaves an input out
                Outputs = [.. node.Output.Where(o => o.Length > 0)],
            });
        }
        return layers;
    }

    /// <summary>
    /// In floating point and bounded, as the shapes of an untrusted model may lie: 2⁴⁰ elements are more than any model has.
    /// </summary>
    private static long Elements(IReadOnlyList<long> shape)
    {
        double count = 1;
        foreach (long length in shape) count *= Math.Max(length, 0);
        return (long)Math.Min(count, 1L << 40);
    }
}

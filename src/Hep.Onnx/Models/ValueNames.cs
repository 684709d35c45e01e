using Google.Protobuf.Collections;
using Onnx;

namespace Hep.Onnx;

/// <summary>The names of a graph's values.</summary>
internal static class ValueNames
{
    /// <summary>Gives a value another name wherever it is made or used, within the branches of conditions and loops too.</summary>
    /// <exception cref="ArgumentException">Another value has the new name.</exception>
    public static void Rename(GraphProto graph, string from, string to)
    {
        if (All(graph).Contains(to)) throw new ArgumentException($"The model has a value '{to}' already.", nameof(to));
        Apply(graph, from, to);
    }

    private static IEnumerable<string> All(GraphProto graph) =>
        graph.Input.Concat(graph.Output).Select(v => v.Name)
            .Concat(graph.Initializer.Select(c => c.Name))
            .Concat(graph.Node.SelectMany(n => n.Output))
            .Concat(graph.Node.SelectMany(Inner).SelectMany(All));

    private static void Apply(GraphProto graph, string from, string to)
    {
        foreach (ValueInfoProto value in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo))
            if (value.Name == from) value.Name = to;
        foreach (NodeProto node in graph.Node)
        {
            Replace(node.Input, from, to);
            Replace(node.Output, from, to);
            foreach (GraphProto inner in Inner(node)) Apply(inner, from, to);
        }
    }

    private static IEnumerable<GraphProto> Inner(NodeProto node) =>
        node.Attribute.Where(a => a.G is not null).Select(a => a.G).Concat(node.Attribute.SelectMany(a => a.Graphs));

    private static void Replace(RepeatedField<string> names, string from, string to)
    {
        for (int i = 0; i < names.Count; i++)
            if (names[i] == from) names[i] = to;
    }
}

using System.Collections.Immutable;

namespace Hep.Onnx;

/// <summary>A binary tree of questions about a row of numbers, that ends in a value.</summary>
public sealed class DecisionTree
{
    private readonly ImmutableArray<TreeNode> _nodes;

    /// <summary>A tree of nodes, the root first.</summary>
    /// <param name="nodes">Each stands before those to which it leads, which is why there is no circle.</param>
    /// <exception cref="ArgumentException">There is no node, or one leads out of the tree or back.</exception>
    public DecisionTree(params ReadOnlySpan<TreeNode> nodes)
    {
        if (nodes.IsEmpty) throw new ArgumentException("A tree has a root.", nameof(nodes));
        for (int i = 0; i < nodes.Length; i++)
            if (!nodes[i].IsLeaf && !(LeadsOn(i, nodes[i].Below, nodes.Length) && LeadsOn(i, nodes[i].Above, nodes.Length)))
                throw new ArgumentException($"Node {i} of {nodes.Length} leads to {nodes[i].Below} and {nodes[i].Above}: "
                    + "to nodes behind it is expected.", nameof(nodes));
        _nodes = [.. nodes];
    }

    /// <summary>The nodes, the root first.</summary>
    public IReadOnlyList<TreeNode> Nodes => _nodes;

    /// <summary>The length that a row must have.</summary>
    public int Width => _nodes.Max(n => n.IsLeaf ? 0 : n.Feature + 1);

    /// <summary>The value for a row.</summary>
    public float Evaluate(ReadOnlySpan<float> row)
    {
        TreeNode node = _nodes[0];
        while (!node.IsLeaf) node = _nodes[node.TakesBelow(row[node.Feature]) ? node.Below : node.Above];
        return node.Value;
    }

    private static bool LeadsOn(int node, int child, int count) => child > node && child < count;
}

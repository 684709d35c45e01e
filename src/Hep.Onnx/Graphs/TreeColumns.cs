using Onnx;

namespace Hep.Onnx;

/// <summary>The nodes of many trees as the parallel lists that TreeEnsembleRegressor has for attributes.</summary>
internal sealed class TreeColumns
{
    private readonly List<long> _trees = [], _nodes = [], _features = [], _below = [], _above = [], _missing = [];
    private readonly List<float> _thresholds = [], _values = [];
    private readonly List<string> _modes = [];
    private readonly List<long> _leafTrees = [], _leafNodes = [], _outputs = [];

    private int _count;

    public TreeColumns(IReadOnlyList<IReadOnlyList<DecisionTree>> trees)
    {
        for (int output = 0; output < trees.Count; output++)
            foreach (DecisionTree tree in trees[output]) Add(tree, output);
    }

    public AttributeProto[] ToAttributes(ReadOnlySpan<float> bases) =>
    [
        OnnxAttributes.Of("n_targets", bases.Length), OnnxAttributes.Of("base_values", bases),
        OnnxAttributes.Of("nodes_treeids", _trees), OnnxAttributes.Of("nodes_nodeids", _nodes), OnnxAttributes.Of("nodes_modes", _modes),
        OnnxAttributes.Of("nodes_featureids", _features), OnnxAttributes.Of("nodes_values", _thresholds.ToArray()),
        OnnxAttributes.Of("nodes_truenodeids", _below), OnnxAttributes.Of("nodes_falsenodeids", _above),
        OnnxAttributes.Of("nodes_missing_value_tracks_true", _missing),
        OnnxAttributes.Of("target_treeids", _leafTrees), OnnxAttributes.Of("target_nodeids", _leafNodes),
        OnnxAttributes.Of("target_ids", _outputs), OnnxAttributes.Of("target_weights", _values.ToArray()),
    ];

    private void Add(DecisionTree tree, int output)
    {
        for (int index = 0; index < tree.Nodes.Count; index++) Add(index, tree.Nodes[index], output);
        _count++;
    }

    private void Add(int index, TreeNode node, int output)
    {
        _trees.Add(_count);
        _nodes.Add(index);
        _modes.Add(node.IsLeaf ? "LEAF" : "BRANCH_LEQ");
        _features.Add(node.Feature);
        _thresholds.Add(node.Threshold);
        _below.Add(Math.Max(0, node.Below));
        _above.Add(Math.Max(0, node.Above));
        _missing.Add(node.MissingIsBelow ? 1 : 0);
        if (!node.IsLeaf) return;
        _leafTrees.Add(_count);
        _leafNodes.Add(index);
        _outputs.Add(output);
        _values.Add(node.Value);
    }
}

using Hep.Onnx;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers.FastTree;

namespace Hep.Train.ML;

/// <summary>Takes trees out of ML.NET's models, each number of a leaf brought into the units of the head.</summary>
internal static class TreeExtraction
{
    /// <summary>
    /// Trees whose sum, through a logistic function, is the probability. Both libraries train with a fixed slope: Platt's calibrator
    /// p = 1 / (1 + exp(slope·sum + offset)).
    /// </summary>
    public static (DecisionTree[] Trees, double Base) Calibrated(
        RegressionTreeEnsemble ensemble, PlattCalibrator calibrator, float nanAs) =>
        Of(ensemble, -calibrator.Slope, -calibrator.Offset, nanAs);

    /// <summary>Trees whose sum is factor·x + shift, x being the ensemble's own.</summary>
    /// <param name="ensemble">ML.NET's.</param>
    /// <param name="factor">The unit of a leaf's value.</param>
    /// <param name="shift">What stands beside the trees.</param>
    /// <param name="nanAs">What NaN was replaced by before the trainer saw it; NaN: nothing.</param>
    /// <exception cref="TrainingException">A tree asks for sets of categories, which no trainer here was told to find.</exception>
    public static (DecisionTree[] Trees, double Base) Of(RegressionTreeEnsemble ensemble, double factor, double shift, float nanAs)
    {
        DecisionTree[] trees = [.. ensemble.Trees.Select((tree, i) => Copy(tree, factor * ensemble.TreeWeights[i], nanAs))];
        if (trees.Length == 0) trees = [new DecisionTree(TreeNode.Leaf(0))];   // nothing could be asked: what stands beside them is all
        return (trees, factor * ensemble.Bias + shift);
    }

    private static DecisionTree Copy(RegressionTree tree, double factor, float nanAs)
    {
        if (tree.CategoricalSplitFlags.Contains(true))
            throw new TrainingException(
                "A tree splits sets of categories, which ONNX has no node for: encode categories as numbers or one-hot.");
        if (tree.NumberOfNodes == 0) return new DecisionTree(TreeNode.Leaf(0));   // ML.NET counts a tree without a question as 0
        float[]? defaults = HiddenMembers.DefaultsOf(tree);
        List<TreeNode> nodes = [];
        Add(0);
        return new DecisionTree(nodes.ToArray());

        // A child is the index of a node, or the complement of a leaf's; at most as deep as there are leaves.
        int Add(int child)
        {
            int at = nodes.Count;
            nodes.Add(child < 0 ? TreeNode.Leaf((float)(tree.LeafValues[~child] * factor)) : default);
            if (child < 0) return at;
            float threshold = tree.NumericalSplitThresholds[child];
            bool missingIsBelow = (float.IsNaN(nanAs) && defaults is not null ? defaults[child] : nanAs) <= threshold;
            int below = Add(tree.LeftChild[child]), above = Add(tree.RightChild[child]);
            nodes[at] = TreeNode.Split(tree.NumericalSplitFeatureIndexes[child], threshold, below, above, missingIsBelow);
            return at;
        }
    }
}

using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train.Python;

/// <summary>A described model of decision trees: the nodes of all trees one behind the other, a leaf has a value for each output.</summary>
internal static class DescribedTrees
{
    public static OnnxModel ToModel(JsonSection model, ReadOnlyMemory<byte> data, TrainingProblem problem)
    {
        OnnxGraph graph = new("trees");
        OnnxValue x = DescribedInputs.AddTo(graph, model, data, problem.CellCount);
        ReadOnlySpan<float> bases = DescribedArray.Read<float>(model.Required("base"), data, problem.OutputCount);
        ReadOnlySpan<int> counts = DescribedArray.Read<int>(model.Required("counts"), data, -1);
        int nodes = DescribedArray.Length(model.Required("feature"), 0);
        Nodes all = new()
        {
            Features = DescribedArray.Read<int>(model.Required("feature"), data, nodes),
            Thresholds = DescribedArray.Read<float>(model.Required("threshold"), data, nodes),
            Left = DescribedArray.Read<int>(model.Required("left"), data, nodes),
            Right = DescribedArray.Read<int>(model.Required("right"), data, nodes),
            MissingIsLeft = DescribedArray.Read<byte>(model.Required("missing_left"), data, nodes),
            Values = DescribedArray.Read<float>(model.Required("values"), data, nodes, bases.Length),
        };
        List<DecisionTree>[] trees = [.. Enumerable.Range(0, bases.Length).Select(_ => new List<DecisionTree>())];
        int first = 0;
        foreach (int count in counts)
        {
            if (count <= 0 || count > nodes - first)
                throw model.Required("counts").Error($"A tree has {count} nodes, {nodes - first} remain.");
            for (int output = 0; output < trees.Length; output++)
                if (all.HasValues(first, count, output, bases.Length)) trees[output].Add(all.ToTree(first, count, output, bases.Length));
            first += count;
        }
        return DescribedHead.End(graph, model, graph.TreeEnsemble(x, trees, bases, "trees_sum"), problem);
    }

    private readonly ref struct Nodes
    {
        public required ReadOnlySpan<int> Features { get; init; }

        public required ReadOnlySpan<float> Thresholds { get; init; }

        public required ReadOnlySpan<int> Left { get; init; }

        public required ReadOnlySpan<int> Right { get; init; }

        public required ReadOnlySpan<byte> MissingIsLeft { get; init; }

        public required ReadOnlySpan<float> Values { get; init; }

        /// <summary>Whether a tree says anything about an output.</summary>
        public bool HasValues(int first, int count, int output, int outputs)
        {
            for (int i = first; i < first + count; i++)
                if (Features[i] < 0 && Values[i * outputs + output] != 0) return true;
            return false;
        }

        public DecisionTree ToTree(int first, int count, int output, int outputs)
        {
            TreeNode[] nodes = new TreeNode[count];
            for (int i = 0; i < count; i++) nodes[i] = ToNode(first + i, output, outputs);
            return new DecisionTree(nodes);
        }

        private TreeNode ToNode(int i, int output, int outputs) => Features[i] < 0
            ? TreeNode.Leaf(Values[i * outputs + output])
            : TreeNode.Split(Features[i], Thresholds[i], Left[i], Right[i], MissingIsLeft[i] != 0);
    }
}

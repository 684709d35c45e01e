namespace Hep.Onnx.Tests;

/// <summary>Small graphs that tests read, write and break.</summary>
internal static class SampleGraphs
{
    /// <summary>features [n, 2] and mask [n, 2] → 3 → score [n, 1], with every kind of node that the family writes.</summary>
    public static OnnxModel Everything()
    {
        OnnxGraph graph = new("everything");
        OnnxValue x = graph.Concat(graph.AddInput("features", 2), graph.AddInput("mask", 2));
        x = graph.BatchNormalization(x, [1, 1, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0], [1, 1, 1, 1], 1e-5f, "norm");
        x = graph.Gemm(x, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [1, 2, 3], "dense");
        x = graph.LayerNormalization(x, [1, 1, 1], [0, 0, 0], 1e-5f, "rows");
        foreach (Func<OnnxValue, OnnxValue> activation in Activations(graph)) x = activation(x);
        graph.AddOutput("shares", graph.Shares(graph.Softmax(x)));
        OnnxValue usable = graph.NanWhereMasked(new OnnxValue("features", 2), new OnnxValue("mask", 2));
        graph.AddOutput("grown", graph.TreeEnsemble(usable, [[Stump(0)], [Stump(1), Stump(0)]], [0, 0.5f], "trees"));
        graph.AddOutput("score", graph.Sigmoid(graph.Gemm(x, [1, 1, 1], [0], "last")));
        OnnxModel model = graph.ToModel();
        model.Metadata[OnnxModel.CardKey] = new ModelCard { Engine = "by hand" }.ToJson();
        return model;
    }

    /// <summary>1 up to 0.5 and where there is nothing, 2 above.</summary>
    public static DecisionTree Stump(int feature) =>
        new(TreeNode.Split(feature, 0.5f, 1, 2, missingIsBelow: true), TreeNode.Leaf(1), TreeNode.Leaf(2));

    private static IEnumerable<Func<OnnxValue, OnnxValue>> Activations(OnnxGraph graph) =>
        [graph.Relu, x => graph.LeakyRelu(x), x => graph.Elu(x), graph.Selu, graph.Tanh, graph.Sigmoid, graph.Softplus,
            graph.Silu, graph.Gelu];
}

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
        x = graph.Dense(x, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [1, 2, 3], "dense");
        x = graph.LayerNormalization(x, [1, 1, 1], [0, 0, 0], 1e-5f, "rows");
        foreach (Func<OnnxValue, OnnxValue> activation in Activations(graph)) x = activation(x);
        graph.AddOutput("shares", graph.Shares(graph.Softmax(x)));
        OnnxValue usable = graph.NanWhereMasked(new OnnxValue("features", [2]), new OnnxValue("mask", [2]));
        graph.AddOutput("grown", graph.TreeEnsemble(usable, [[Stump(0)], [Stump(1), Stump(0)]], [0, 0.5f], "trees"));
        graph.AddOutput("score", graph.Sigmoid(graph.Dense(x, [1, 1, 1], [0], "last")));
        OnnxModel model = graph.ToModel();
        model.Metadata[OnnxModel.CardKey] = new ModelCard { Engine = "by hand" }.ToJson();
        return model;
    }

    /// <summary>tokens [n, 3, 4] with their mask and a grid [n, 2, 6, 5] → row [n, …], with every node for sets and grids.</summary>
    public static OnnxModel SetsAndGrids()
    {
        OnnxGraph graph = new("sets and grids");
        OnnxValue tokens = graph.AddInput("tokens_Jet", 3, 4), mask = graph.AddInput("mask_Jet", 3), grid = graph.AddInput("grid", 2, 6, 5);
        OnnxValue kinds = graph.Embedding(graph.Reshape(graph.Columns(tokens, [3]), 3), [1, 2, 3, 4, 5, 6], 2, "kinds");
        OnnxValue objects = graph.Dense(graph.Concat(tokens, kinds), new float[24], [1, 2, 3, 4], "objects");
        OnnxValue two = graph.ConcatObjects(objects, graph.Dense(tokens, new float[16], [], "others")),
            both = graph.ConcatObjects(mask, mask);
        two = graph.Add(two, graph.Attention(two, two, two, both, heads: 2));
        OnnxValue seen = graph.MaxPool(graph.Convolution(grid, new float[54], [0, 0, 0], 3, 1, "look"), 2);
        seen = graph.AveragePool(graph.BatchNormalization(seen, [1, 1, 1], [0, 0, 0], [0, 0, 0], [1, 1, 1], 1e-5f, "look_norm"), 2);
        OnnxValue row = graph.Concat(graph.SumOfObjects(two, both), graph.MeanOfObjects(two, both), graph.MaximumOfObjects(two, both),
            graph.Reshape(seen, seen.Count));
        graph.AddOutput("row", graph.Shift(graph.Scale(row, 2), [.. Enumerable.Repeat(1f, row.Width)]));
        return graph.ToModel();
    }

    /// <summary>1 up to 0.5 and where there is nothing, 2 above.</summary>
    public static DecisionTree Stump(int feature) =>
        new(TreeNode.Split(feature, 0.5f, 1, 2, missingIsBelow: true), TreeNode.Leaf(1), TreeNode.Leaf(2));

    private static IEnumerable<Func<OnnxValue, OnnxValue>> Activations(OnnxGraph graph) =>
        [graph.Relu, x => graph.LeakyRelu(x), x => graph.Elu(x), graph.Selu, graph.Tanh, graph.Sigmoid, graph.Softplus,
            graph.Silu, graph.Gelu];
}

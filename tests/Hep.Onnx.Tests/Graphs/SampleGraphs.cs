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
        graph.AddOutput("shares", graph.Softmax(x));
        graph.AddOutput("score", graph.Sigmoid(graph.Dense(x, [1, 1, 1], [0], "last")));
        OnnxModel model = graph.ToModel();
        model.Metadata[OnnxModel.CardKey] = new ModelCard { Engine = "by hand" }.ToJson();
        return model;
    }

    private static IEnumerable<Func<OnnxValue, OnnxValue>> Activations(OnnxGraph graph) =>
        [graph.Relu, x => graph.LeakyRelu(x), x => graph.Elu(x), graph.Selu, graph.Tanh, graph.Sigmoid, graph.Softplus,
            graph.Silu, graph.Gelu];
}

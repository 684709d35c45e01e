using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Inference.Benchmarks;

/// <summary>
/// The two networks that TFaaS was measured with, over rows of 42 numbers, and the same over raw events that make 42 cells.
/// </summary>
internal static class Networks
{
    public const int CellCount = 42;

    private const int FlatCount = 18, JetSlots = 8;

    private static readonly string[] JetColumns = ["Jet_pt", "Jet_eta", "Jet_phi"];

    /// <summary>Name and hidden layers: 1 094 657 weights, which are read anew for each run, and 51 009.</summary>
    public static IReadOnlyList<(string Name, int[] Layers)> All { get; } =
        [("big", [1024, 1024]), ("small", [128, 128, 128, 64, 64])];

    /// <summary>A network over <c>features</c> [n, 42]; the same weights each time.</summary>
    public static OnnxModel Make(IReadOnlyList<int> layers)
    {
        Random random = new(1);
        OnnxGraph graph = new("benchmark");
        OnnxValue x = graph.AddInput("features", CellCount);
        (int width, int number) = (CellCount, 0);
        foreach (int layer in layers)
        {
            x = graph.Relu(graph.Dense(x, Weights(layer * width, width), Weights(layer, width), $"layer_{++number}"));
            width = layer;
        }
        graph.AddOutput("score", graph.Sigmoid(graph.Dense(x, Weights(width, width), Weights(1, width), "last")));
        return graph.ToModel();

        float[] Weights(int count, int inputs) =>
            [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1) / MathF.Sqrt(inputs))];
    }

    /// <summary>The same with a pipeline in front: 18 flat columns, and three of up to eight jets.</summary>
    public static async Task<OnnxModel> MakeWithPipelineAsync(IReadOnlyList<int> layers)
    {
        OnnxModel model = Make(layers);
        FeatureSpecification features = new() { Columns = ["f*", "Jet_*"] };
        using BatchSource source = BatchSource.From(Events(1000));
        FeaturePipeline pipeline = FeaturePipeline.Create(features, await FeatureStatistics.CollectAsync(source, features));
        if (pipeline.CellCount != CellCount) throw new InvalidOperationException($"{pipeline.CellCount} cells");
        model.Metadata[OnnxModel.PipelineKey] = pipeline.ToJson();
        return model;
    }

    /// <summary>Columns of that many events, each with some number of jets.</summary>
    public static Column[] Events(int count)
    {
        Random random = new(2);
        int[] jets = [.. Enumerable.Range(0, count).Select(i => i == 0 ? JetSlots : random.Next(JetSlots + 1))];
        return
        [
            .. Enumerable.Range(0, FlatCount).Select(f => Column.Create($"f{f}", Numbers(count))),
            .. JetColumns.Select(name => Column.CreateJagged(name, [.. jets.Select(Numbers)])),
        ];

        float[] Numbers(int n) => [.. Enumerable.Range(0, n).Select(_ => random.NextSingle())];
    }
}

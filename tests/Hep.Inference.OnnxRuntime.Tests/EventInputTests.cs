using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Inference.OnnxRuntime.Tests;

/// <summary>What a model may want of the pipeline that it carries.</summary>
public sealed class EventInputTests
{
    private static readonly FeaturePipeline Pipeline = FeaturePipeline.Create(
        Features, FeatureStatistics.CollectAsync(new OneBatch(Events()), Features).Result);

    private static FeatureSpecification Features => FeatureSpecification.FromConfiguration("""
        {
          "features": { "columns": ["Jet_pt", "MET_pt"] },
          "grid": { "planes": [{ "x": "MET_pt", "y": "MET_pt", "x_bins": [0, 10, 20, 30], "y_bins": [0, 30] }] }
        }
        """);

    [Test]
    public async Task Tokens_masks_and_grids_are_what_the_pipeline_makes()
    {
        OnnxGraph graph = new("all");
        OnnxValue mask = graph.AddInput("mask_Jet_pt", 2), tokens = graph.AddInput("tokens_Jet_pt", 2, 1),
            grid = graph.AddInput("grid", 1, 1, 3);
        graph.AddOutput("jets", graph.SumOfObjects(tokens, mask));
        graph.AddOutput("largest", graph.MaximumOfObjects(tokens, mask));
        graph.AddOutput("cells", graph.Reshape(grid, 3));
        await using OnnxPredictor predictor = OnnxPredictor.Load(WithPipeline(graph));

        using Predictions predictions = await predictor.PredictAsync(Events());

        Assert.That(predictions["jets"].Get<float>().ToArray(), Is.EqualTo(new float[] { -3, 0, 7 }));
        Assert.That(predictions["largest"].Get<float>().ToArray(), Is.EqualTo(new float[] { -1, 0, 7 }));
        Assert.That(predictions["cells"].Get<float>().ToArray(), Is.EqualTo(new float[] { 1, 0, 0, 0, 1, 0, 0, 0, 1 }));
    }

    [TestCase("tokens_Jet_pt", new[] { 3, 1 }, "its pipeline makes [-1, 2, 1]")]
    [TestCase("tokens_Jet", new[] { 2, 1 }, "its pipeline makes no such input")]
    [TestCase("mask_Jet_pt", new[] { 2, 1 }, "A pipeline makes the inputs")]
    [TestCase("grid_1", new[] { 1, 1, 3 }, "its pipeline makes no such input")]
    [TestCase("features", new[] { 4 }, "its pipeline makes [-1, 3]")]
    [TestCase("pixels", new[] { 4 }, "the model wants 'pixels")]
    public void What_no_pipeline_makes_is_refused(string name, int[] shape, string message)
    {
        OnnxGraph graph = new("wrong");
        graph.AddOutput("score", graph.Relu(graph.AddInput(name, shape)));

        Assert.That(() => OnnxPredictor.Load(WithPipeline(graph)),
            Throws.TypeOf<InferenceException>().With.Message.Contains(message)
                .And.Property("Failure").EqualTo(InferenceFailure.InvalidModel));
    }

    private static byte[] WithPipeline(OnnxGraph graph)
    {
        OnnxModel model = graph.ToModel();
        model.Metadata[OnnxModel.PipelineKey] = Pipeline.ToJson();
        return model.ToArray();
    }

    private static EntryBatch Events() => new(
        [Column.CreateJagged<float>("Jet_pt", [-1, -2], [], [7]), Column.Create<float>("MET_pt", 5, 15, 25)],
        EntryIdentities.Range(EntrySource.None, 0, 3));

    private sealed class OneBatch(EntryBatch batch) : IBatchSource
    {
        public Schema Schema => batch.Schema;

        public long? EntryCount => batch.EntryCount;

        public async IAsyncEnumerable<EntryBatch> ReadAsync(
            int epoch = 0, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            yield return batch.Share();
        }
    }
}

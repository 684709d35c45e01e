using Hep.Inference;
using Hep.Inference.OnnxRuntime;
using Hep.Jagged;

namespace Hep.Train.TorchSharp.Tests;

[NonParallelizable]
public sealed class RawEventTests : TorchFixture
{
    /// <summary>The whole way of a prediction: raw columns through the pipeline in the model's metadata and the exported graph.</summary>
    [Test]
    public async Task A_saved_model_predicts_raw_events_as_the_engine_did_in_validation()
    {
        using TorchSharpEngine engine = new(NetworkSpecification.FromConfiguration(Demo.Default.Configuration));
        IBatchSource data = await Demo.Default.OpenAsync();
        KeptPredictions kept = new();
        TrainingResult result = await Demo.Default.FitAsync(data, engine, options => options with
        {
            Epochs = 2, Patience = 0, Metrics = [kept], Monitor = kept.Name,
        });
        await using OnnxPredictor predictor = OnnxPredictor.Load(result.Model.ToArray());

        List<float> scores = [];
        (_, IBatchSource validation) = data.SplitEntries(new EntrySplit { Validation = 0.2, Seed = 7 });
        await foreach (EntryBatch batch in validation.ReadAsync())
            using (batch)
            using (Predictions predictions = await predictor.PredictAsync(batch))
                scores.AddRange(predictions["score"].Get<float>());

        Assert.That(scores, Has.Count.EqualTo(result.Validation!.EntryCount));
        Assert.That(scores.Zip(kept.Last, (a, b) => Math.Abs(a - b)).Max(), Is.LessThan(1e-5));
    }
}

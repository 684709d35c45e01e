using Hep.Inference.Testing;

namespace Hep.Inference.OnnxRuntime.Tests;

public sealed class StatisticsTests
{
    [Test]
    public async Task Calls_rows_and_runs_are_counted_and_every_call_has_its_times()
    {
        await using OnnxPredictor predictor = OnnxPredictor.Load(Models.Linear(0), new() { RowsPerRun = 4 });

        using Predictions one = await predictor.PredictAsync([Rows(1)]);
        using Predictions ten = await predictor.PredictAsync([Rows(10)]);
        PredictorStatistics statistics = predictor.Statistics;

        Assert.That((statistics.Succeeded.Count, statistics.Rows, statistics.Runs, statistics.Waiting), Is.EqualTo((2L, 11L, 4L, 0)));
        Assert.That(new[] { statistics.Queue.Count, statistics.Input.Count, statistics.Infer.Count, statistics.Output.Count },
            Is.All.EqualTo(4));
        Assert.That(statistics.Batches.Select(b => (b.Rows, b.Infer.Count)), Is.EqualTo(new[] { (1, 1L), (2, 1L), (4, 2L) }));
        Assert.That(statistics.Succeeded.Total, Is.GreaterThanOrEqualTo(statistics.Infer.Total));
        Assert.That(statistics.LastRun, Is.Not.Null);
    }

    [Test]
    public async Task Failures_are_counted_by_their_reason()
    {
        await using OnnxPredictor predictor = OnnxPredictor.Load(Models.Linear(0));
        using CancellationTokenSource gone = new();
        await gone.CancelAsync();

        Assert.That(async () => await predictor.PredictAsync([Tensor.Create<float>("nosuch", [1, 4], new float[4])]),
            Throws.TypeOf<InferenceException>());
        Assert.That(async () => await predictor.PredictAsync([Rows(1)], gone.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(predictor.Statistics.Failures, Is.EqualTo(new long[] { 0, 1, 0, 1 }));
        Assert.That(predictor.Statistics.Failed.Count, Is.EqualTo(2));
    }

    [Test]
    public async Task The_next_predictor_of_a_model_goes_on_counting()
    {
        PredictionCounts counts = new();
        for (int i = 0; i < 2; i++)
        {
            await using OnnxPredictor predictor = OnnxPredictor.Load(Models.Linear(0), new() { Counts = counts });
            using Predictions predictions = await predictor.PredictAsync([Rows(3)]);
        }

        Assert.That(counts.Read().Rows, Is.EqualTo(6));
    }

    private static Tensor<float> Rows(int count) => Tensor.Create<float>("inputs", [count, 4], new float[count * 4]);
}

using Hep.Inference.Testing;

namespace Hep.Inference.OnnxRuntime.Tests;

public sealed class FairTurnsTests
{
    [Test]
    public async Task A_model_of_long_runs_does_not_keep_one_of_short_runs_waiting()
    {
        FairTurns turns = new(places: 1);
        await using OnnxPredictor heavy = OnnxPredictor.Load(Models.Slow(3000), new() { SharedRows = 1, Workers = 2, Turns = turns });
        await using OnnxPredictor light = OnnxPredictor.Load(Models.Linear(0), new() { Turns = turns });

        Task<Predictions>[] long_ = [.. Enumerable.Range(0, 60).Select(_ => heavy.PredictAsync([One(0)]))];
        for (int i = 0; i < 20; i++)
        {
            using Tensor<float> row = Tensor.Create<float>("inputs", [1, 4], [i, 0, 0, 0]);
            using Predictions answer = await light.PredictAsync([row]);
            Assert.That(answer["outputs"].Get<float>()[0], Is.EqualTo(i));
        }

        Assert.That(long_.Count(c => c.IsCompleted), Is.LessThan(45), "each short call waits for one long run at most");
        await Task.WhenAll(long_);
    }

    [Test]
    public async Task Who_has_the_larger_share_gets_more_of_the_time()
    {
        FairTurns turns = new(places: 1);
        await using OnnxPredictor larger = OnnxPredictor.Load(Models.Slow(1000), new() { SharedRows = 1, Share = 10, Turns = turns });
        await using OnnxPredictor smaller = OnnxPredictor.Load(Models.Slow(1000), new() { SharedRows = 1, Turns = turns });

        Task<Predictions>[] few = [.. Enumerable.Range(0, 100).Select(_ => smaller.PredictAsync([One(0)]))];
        Task<Predictions>[] many = [.. Enumerable.Range(0, 100).Select(_ => larger.PredictAsync([One(0)]))];
        await Task.WhenAll(many);

        Assert.That(few.Count(c => c.IsCompleted), Is.LessThan(60), "with equal shares it would be done too");
        await Task.WhenAll(few);
    }

    [Test]
    public async Task Places_are_never_more_than_there_are_and_no_call_is_forgotten()
    {
        FairTurns turns = new(places: 2);
        OnnxPredictor[] models = [.. Enumerable.Range(0, 5).Select(bias => OnnxPredictor.Load(Models.Linear(bias),
            new() { SharedRows = 4, Workers = 3, HasBriefCallers = bias % 2 == 0, Turns = turns }))];

        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (int i = 0; i < 400; i++)
            {
                int model = (caller + i) % models.Length;
                using Tensor<float> row = Tensor.Create<float>("inputs", [1, 4], [i, 0, 0, 0]);
                using Predictions answer = await models[model].PredictAsync([row]);
                Assert.That(answer["outputs"].Get<float>()[0], Is.EqualTo(i + model));
            }
        })));

        foreach (OnnxPredictor model in models) await model.DisposeAsync();
    }

    private static Tensor<float> One(float value) => Tensor.Create<float>("inputs", [1, 1], [value]);
}

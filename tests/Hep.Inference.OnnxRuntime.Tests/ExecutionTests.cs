using Hep.Inference.Testing;

namespace Hep.Inference.OnnxRuntime.Tests;

public sealed class ExecutionTests
{
    [Test]
    public async Task Calls_that_wait_together_get_their_own_rows_back()
    {
        await using OnnxPredictor predictor = OnnxPredictor.Load(Models.Linear(0), new() { Workers = 1, SharedRows = 16 });

        Predictions[] answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => predictor.PredictAsync([Row(i, 1 + (i % 3))])));

        for (int i = 0; i < answers.Length; i++)
            Assert.That(answers[i]["outputs"].Get<float>().ToArray(), Is.EqualTo(Enumerable.Repeat((float)i, 1 + (i % 3))));
    }

    [Test]
    public async Task A_large_call_is_cut_into_runs_and_joined_again()
    {
        await using OnnxPredictor predictor = OnnxPredictor.Load(Models.Linear(0), new() { RowsPerRun = 7 });
        float[] values = [.. Enumerable.Range(0, 100 * 4).Select(i => i % 4 == 0 ? i / 4f : 0)];

        using Predictions predictions = await predictor.PredictAsync([Tensor.Create<float>("inputs", [100, 4], values)]);

        Assert.That(predictions["outputs"].Shape, Is.EqualTo(new long[] { 100, 1 }));
        Assert.That(predictions["outputs"].Get<float>().ToArray(), Is.EqualTo(Enumerable.Range(0, 100).Select(i => (float)i)));
    }

    [Test]
    public async Task A_model_whose_rows_know_of_each_other_is_neither_joined_nor_cut()
    {
        await using OnnxPredictor predictor = OnnxPredictor.Load(Models.Coupled(), new() { Workers = 1, RowsPerRun = 2 });

        Predictions[] alone =
            await Task.WhenAll(Enumerable.Range(1, 100).Select(i => predictor.PredictAsync([Tensor.Create<float>("inputs", [1, 1], [i])])));
        using Predictions together = await predictor.PredictAsync([Tensor.Create<float>("inputs", [4, 1], [1, 1, 2, 4])]);

        Assert.That(alone.Select(a => a["outputs"].Get<float>()[0]), Is.All.EqualTo(1f));
        Assert.That(together["outputs"].Get<float>().ToArray(), Is.EqualTo(new[] { 0.125f, 0.125f, 0.25f, 0.5f }));
    }

    [Test]
    public async Task A_full_queue_refuses_instead_of_growing()
    {
        await using OnnxPredictor predictor = OnnxPredictor.Load(Models.Linear(0), new() { Workers = 1, QueueLength = 2, SharedRows = 1 });
        (await predictor.PredictAsync([Row(0, 1000)])).Dispose();   // from then on it knows what a row takes

        Task<Predictions>[] calls = [.. Enumerable.Range(0, 2000).Select(i => predictor.PredictAsync([Row(i, 1000)]))];
        InferenceException[] refusals = [.. await Task.WhenAll(calls.Select(RefusalOf))];

        Assert.That(refusals.Where(r => r is not null).Select(r => r.Failure), Is.Not.Empty.And.All.EqualTo(InferenceFailure.Overloaded));
        Assert.That(refusals, Has.Some.Null);
        Assert.That(refusals.Where(r => r is not null).Select(r => r.RetryAfter), Is.All.GreaterThan(TimeSpan.Zero));
    }

    [Test]
    public async Task Cancelling_a_large_call_ends_it_between_two_runs()
    {
        await using OnnxPredictor predictor = OnnxPredictor.Load(Models.Linear(0), new() { RowsPerRun = 1 });
        using CancellationTokenSource cancellation = new();

        Task<Predictions> call = predictor.PredictAsync([Row(1, 200_000)], cancellation.Token);
        await cancellation.CancelAsync();

        Assert.CatchAsync<OperationCanceledException>(() => call);
    }

    [Test]
    public async Task A_run_for_which_nobody_waits_ends()
    {
        await using OnnxPredictor predictor = OnnxPredictor.Load(Models.Patient(), new() { Workers = 1 });
        using CancellationTokenSource cancellation = new();

        Task<Predictions> endless = predictor.PredictAsync([Tensor.Create<float>("inputs", [1, 1], [1e18f])], cancellation.Token);
        await Task.Delay(200);   // it is taken by the worker meanwhile, or cancelled while it waits: both must end
        await cancellation.CancelAsync();

        Assert.CatchAsync<OperationCanceledException>(() => endless);
        using Predictions next = await predictor.PredictAsync([Tensor.Create<float>("inputs", [1, 1], [3f])]);
        Assert.That(next["outputs"].Get<float>()[0], Is.EqualTo(24), "the worker goes on");
    }

    [Test]
    public async Task Who_leaves_a_run_that_others_wait_for_is_told_at_once()
    {
        await using OnnxPredictor predictor =
            OnnxPredictor.Load(Models.Slow(300_000), new() { Workers = 1, SharedRows = 2, LongestWait = TimeSpan.FromMinutes(1) });
        Assert.That(predictor.HasIndependentRows, Is.True);
        using CancellationTokenSource cancellation = new();

        Task<Predictions> leaves = predictor.PredictAsync([Tensor.Create<float>("inputs", [1, 1], [1])], cancellation.Token);
        Task<Predictions> stays = predictor.PredictAsync([Tensor.Create<float>("inputs", [1, 1], [0])]);   // fills the run
        while (predictor.Statistics.Waiting > 0) await Task.Delay(1);
        await Task.Delay(5);
        await cancellation.CancelAsync();
        Task first = await Task.WhenAny(leaves, stays);

        Assert.That(first, Is.SameAs(leaves));
        Assert.CatchAsync<OperationCanceledException>(() => leaves);
        using Predictions answer = await stays;
        Assert.That(answer["outputs"].Get<float>()[0], Is.Zero);
    }

    [Test]
    public async Task A_shared_run_ends_when_the_last_of_its_callers_has_left()
    {
        await using OnnxPredictor predictor =
            OnnxPredictor.Load(Models.Slow(300_000), new() { Workers = 1, SharedRows = 2, LongestWait = TimeSpan.FromMinutes(1) });
        using CancellationTokenSource cancellation = new();

        Task<Predictions>[] calls = [.. Enumerable.Range(0, 2).Select(_ =>
            predictor.PredictAsync([Tensor.Create<float>("inputs", [1, 1], [1])], cancellation.Token))];
        while (predictor.Statistics.Waiting > 0) await Task.Delay(1);
        await cancellation.CancelAsync();

        foreach (Task call in calls) Assert.CatchAsync<OperationCanceledException>(() => call);
        await predictor.DisposeAsync();   // waits for the run
        Assert.That(predictor.Statistics.Runs, Is.Zero, "no run came to its end");
    }

    [Test]
    public async Task A_short_run_of_an_idle_model_may_be_made_on_its_caller_s_thread()
    {
        await using OnnxPredictor predictor = OnnxPredictor.Load(Models.Linear(0), new() { HasBriefCallers = true });
        for (int i = 0; i < 20; i++) (await predictor.PredictAsync([Row(1, 1)])).Dispose();   // the first ones tell how long it takes

        Assert.That(Enumerable.Range(0, 20).Count(i => predictor.PredictAsync([Row(i, 1)]) is { IsCompleted: true }), Is.GreaterThan(10));
    }

    [Test]
    public async Task An_idle_model_that_may_wait_runs_as_soon_as_its_run_is_full()
    {
        await using OnnxPredictor predictor =
            OnnxPredictor.Load(Models.Linear(0), new() { SharedRows = 3, LongestWait = TimeSpan.FromMinutes(1) });

        Task<Predictions> first = predictor.PredictAsync([Row(1, 1)]);
        await Task.Delay(50);
        Assert.That(first.IsCompleted, Is.False);
        Task<Predictions> second = predictor.PredictAsync([Row(2, 2)]);

        Assert.That((await first)["outputs"].Get<float>()[0], Is.EqualTo(1));
        Assert.That((await second)["outputs"].Get<float>()[1], Is.EqualTo(2));
    }

    [Test]
    public async Task A_call_without_company_runs_when_its_wait_is_over_or_the_predictor_ends()
    {
        OnnxPredictor patient = OnnxPredictor.Load(Models.Linear(0), new() { LongestWait = TimeSpan.FromMilliseconds(20) });
        Assert.That((await patient.PredictAsync([Row(1, 1)]))["outputs"].Get<float>()[0], Is.EqualTo(1));
        Assert.That((await patient.PredictAsync([Row(2, 1)]))["outputs"].Get<float>()[0], Is.EqualTo(2));
        await patient.DisposeAsync();

        OnnxPredictor ended = OnnxPredictor.Load(Models.Linear(0), new() { LongestWait = TimeSpan.FromMinutes(1) });
        Task<Predictions> call = ended.PredictAsync([Row(3, 1)]);
        await ended.DisposeAsync();
        Assert.That((await call)["outputs"].Get<float>()[0], Is.EqualTo(3));
    }

    private static Tensor<float> Row(int x, int rows)
    {
        float[] values = new float[4 * rows];
        for (int i = 0; i < rows; i++) values[4 * i] = x;
        return Tensor.Create<float>("inputs", [rows, 4], values);
    }

    private static async Task<InferenceException> RefusalOf(Task<Predictions> call)
    {
        try
        {
            (await call).Dispose();
            return null!;
        }
        catch (InferenceException e)
        {
            return e;
        }
    }
}

using Hep.Inference.OnnxRuntime;
using Hep.Inference.Testing;
using Hep.Jagged;

namespace Hep.Inference.Client.Tests;

public sealed class StreamedPredictionsTests
{
    [Test]
    public async Task Predictions_come_in_the_order_of_the_batches_whichever_is_ready_first()
    {
        CountedBatches batches = new(3);
        await using HeldPredictor predictor = new();
        Task<List<float>> reading = ReadAsync(predictor.PredictAsync(batches.ReadAsync()));
        await predictor.ArriveAsync(3);

        predictor.Answer(2);
        predictor.Answer(1);
        predictor.Answer(0);

        Assert.That(await reading, Is.EqualTo(new[] { 0f, 1, 2 }));
        Assert.That((batches.Disposed, batches.IsEnded), Is.EqualTo((3, true)));
    }

    [Test]
    public async Task No_more_batches_are_taken_than_may_be_in_flight()
    {
        CountedBatches batches = new(10);
        await using HeldPredictor predictor = new();
        await using IAsyncEnumerator<Predictions> stream = predictor.PredictAsync(batches.ReadAsync(), inFlight: 2).GetAsyncEnumerator();
        ValueTask<bool> first = stream.MoveNextAsync();
        await predictor.ArriveAsync(2);
        predictor.Answer(1);
        await Task.Delay(50);

        Assert.That(batches.Taken, Is.EqualTo(2));
        predictor.Answer(0);
        Assert.That(await first, Is.True);
        await Task.Delay(50);
        Assert.That(batches.Taken, Is.EqualTo(2), "nobody has asked for more");
        stream.Current.Dispose();
    }

    [Test]
    public async Task What_is_ready_is_given_while_the_source_has_no_more_yet()
    {
        using SemaphoreSlim more = new(0);
        async IAsyncEnumerable<EntryBatch> Slow()
        {
            await foreach (EntryBatch batch in new CountedBatches(1).ReadAsync()) yield return batch;
            await more.WaitAsync();
        }

        await using HeldPredictor predictor = new();
        await using IAsyncEnumerator<Predictions> stream = predictor.PredictAsync(Slow()).GetAsyncEnumerator();
        ValueTask<bool> first = stream.MoveNextAsync();
        await predictor.ArriveAsync(1);
        predictor.Answer(0);

        Assert.That(await first, Is.True);
        stream.Current.Dispose();
        more.Release();
        Assert.That(await stream.MoveNextAsync(), Is.False);
    }

    [Test]
    public async Task A_stream_that_breaks_off_says_how_many_entries_were_answered()
    {
        CountedBatches batches = new(5);
        await using HeldPredictor predictor = new();
        List<float> got = [];
        Task<List<float>> reading = ReadAsync(predictor.PredictAsync(batches.ReadAsync()), got);
        await predictor.ArriveAsync(4);
        predictor.Answer(2);
        predictor.Fail(1, new InferenceException(InferenceFailure.Unavailable, "Gone.") { Model = "m" });
        predictor.Answer(0);

        InferenceException? failure = Assert.ThrowsAsync<InferenceException>(async () => await reading);

        Assert.That(got, Is.EqualTo(new[] { 0f }));
        Assert.That((failure!.AnsweredEntryCount, failure.Failure, failure.Model), Is.EqualTo((10L, InferenceFailure.Unavailable, "m")));
        Assert.That(failure.Message,
            Is.EqualTo("The stream ends: its first 10 entries were predicted, the 10 behind them were not. Gone."));
        Assert.That((batches.Disposed, batches.IsEnded), Is.EqualTo((batches.Taken, true)));
    }

    [Test]
    public async Task A_source_that_fails_is_heard_after_all_that_it_gave()
    {
        CountedBatches batches = new(2, new IOException("The disk is gone."));
        await using HeldPredictor predictor = new();
        List<float> got = [];
        Task<List<float>> reading = ReadAsync(predictor.PredictAsync(batches.ReadAsync()), got);
        await predictor.ArriveAsync(2);
        predictor.Answer(0);
        predictor.Answer(1);

        Assert.That(async () => await reading, Throws.InstanceOf<IOException>());
        Assert.That(got, Is.EqualTo(new[] { 0f, 1 }));
    }

    [Test]
    public async Task Who_leaves_the_loop_ends_what_is_in_flight()
    {
        CountedBatches batches = new(10);
        await using HeldPredictor predictor = new();
        Task leaving = Task.Run(async () =>
        {
            await foreach (Predictions predictions in predictor.PredictAsync(batches.ReadAsync()))
                using (predictions) break;
        });
        await predictor.ArriveAsync(4);
        predictor.Answer(0);
        await leaving;

        Assert.That((predictor.Cancelled, batches.IsEnded), Is.EqualTo((predictor.Count - 1, true)));
        Assert.That(batches.Disposed, Is.EqualTo(batches.Taken));
    }

    [Test]
    public async Task Who_cancels_ends_the_stream()
    {
        CountedBatches batches = new(10);
        await using HeldPredictor predictor = new();
        using CancellationTokenSource cancelling = new();
        Task<List<float>> reading = ReadAsync(predictor.PredictAsync(batches.ReadAsync(), cancellationToken: cancelling.Token));
        await predictor.ArriveAsync(4);
        await cancelling.CancelAsync();

        Assert.That(async () => await reading, Throws.InstanceOf<OperationCanceledException>());
        Assert.That((batches.Disposed, batches.IsEnded), Is.EqualTo((batches.Taken, true)));
    }

    [Test]
    public async Task A_real_service_scores_streams_of_events_and_of_padded_batches()
    {
        byte[] model = await Models.EventsAsync();
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("events", model);
        using InferenceClient client = InferenceClient.Connect(service.Address);
        await using IPredictor remote = await client.GetPredictorAsync("events");
        await using OnnxPredictor local = OnnxPredictor.Load(model);
        List<float> raw = [], padded = [];

        await foreach (Predictions predictions in remote.PredictAsync(Events(20)))
            using (predictions) raw.AddRange(predictions["score"].Get<float>());
        await foreach (Predictions predictions in remote.PredictAsync(Padded(local.Pipeline!, 20)))
            using (predictions) padded.AddRange(predictions["score"].Get<float>());

        float[] expected = [.. Enumerable.Repeat<float[]>([334f, 120f, float.NaN], 20).SelectMany(s => s)];
        Assert.That(raw, Is.EqualTo(expected));
        Assert.That(padded, Is.EqualTo(expected));
    }

    private static async IAsyncEnumerable<EntryBatch> Events(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return Models.Events();
        }
    }

    private static async IAsyncEnumerable<PaddedBatch> Padded(FeaturePipeline pipeline, int count)
    {
        await foreach (EntryBatch events in Events(count))
            using (events) yield return pipeline.ApplyAll(events);
    }

    private static async Task<List<float>> ReadAsync(IAsyncEnumerable<Predictions> stream, List<float>? into = null)
    {
        List<float> numbers = into ?? [];
        await foreach (Predictions predictions in stream)
            using (predictions) numbers.Add(predictions["batch"].Get<float>()[0]);
        return numbers;
    }
}

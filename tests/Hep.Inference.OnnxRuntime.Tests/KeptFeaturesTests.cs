using Hep.Inference.Testing;
using Hep.Jagged;

namespace Hep.Inference.OnnxRuntime.Tests;

/// <summary>What raw events were like, of models that are not loaded any more.</summary>
public sealed class KeptFeaturesTests
{
    [Test]
    public async Task What_was_let_go_of_longest_ago_is_forgotten_where_room_is_short()
    {
        KeptFeatures kept = new(2 * await BytesOfOneAsync());
        PredictionCounts[] counts = [.. Enumerable.Range(0, 3).Select(_ => new PredictionCounts(kept))];

        foreach (PredictionCounts each in counts) await RunAsync(each);

        Assert.That(counts.Select(c => c.ReadFeatures()?.Entries), Is.EqualTo(new long?[] { null, 3, 3 }));
    }

    [Test]
    public async Task What_is_counted_again_goes_on_and_stands_last()
    {
        KeptFeatures kept = new(2 * await BytesOfOneAsync());
        PredictionCounts first = new(kept), second = new(kept), third = new(kept);
        await RunAsync(first);
        await RunAsync(second);

        await RunAsync(first);
        await RunAsync(third);

        Assert.That((first.ReadFeatures()?.Entries, second.ReadFeatures()?.Entries, third.ReadFeatures()?.Entries),
            Is.EqualTo(((long?)6, (long?)null, (long?)3)));
        await RunAsync(second);
        Assert.That(second.ReadFeatures()?.Entries, Is.EqualTo(3), "it begins anew");
    }

    [Test]
    public async Task What_a_loaded_model_counted_before_takes_no_room_of_the_others()
    {
        KeptFeatures kept = new(2 * await BytesOfOneAsync());
        PredictionCounts first = new(kept), second = new(kept), third = new(kept);
        await RunAsync(first);
        await RunAsync(second);
        await using OnnxPredictor loaded = await LoadAsync(second);

        await RunAsync(third);

        Assert.That((first.ReadFeatures()?.Entries, second.ReadFeatures()?.Entries, third.ReadFeatures()?.Entries),
            Is.EqualTo(((long?)3, (long?)3, (long?)3)));
    }

    [Test]
    public async Task Of_a_loaded_model_nothing_is_forgotten()
    {
        KeptFeatures kept = new(bytes: 1);
        PredictionCounts counts = new(kept);
        await using OnnxPredictor loaded = await LoadAsync(counts);
        await RunAsync(counts);

        Assert.That((counts.ReadFeatures()?.Entries, kept.UsedBytes), Is.EqualTo(((long?)3, 0)));
        await loaded.DisposeAsync();
        Assert.That((counts.ReadFeatures()?.Entries, kept.UsedBytes), Is.EqualTo(((long?)null, 0)));
    }

    [Test]
    public async Task What_has_seen_nothing_takes_nothing()
    {
        KeptFeatures kept = new(long.MaxValue);

        await (await LoadAsync(new PredictionCounts(kept))).DisposeAsync();

        Assert.That(kept.UsedBytes, Is.Zero);
    }

    [Test]
    public async Task What_begins_to_be_counted_while_another_one_ends_takes_no_room()
    {
        FeaturePipeline pipeline = OnnxPredictor.Load(await Models.EventsAsync()).Pipeline!;
        KeptFeatures kept = new(long.MaxValue);
        PredictionCounts counts = new(kept);
        await RunAsync(counts);
        counts.ObserverOf(pipeline, null);

        long booked = 0;
        using Barrier both = new(2, _ => booked += kept.UsedBytes);   // while one counts

        await Task.WhenAll(Repeat(counts.LetObserverGo), Repeat(() => counts.ObserverOf(pipeline, null)));

        Assert.That(booked, Is.Zero);

        Task Repeat(Action half) => Task.Run(() =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                half();
                both.SignalAndWait();
            }
        });
    }

    [Test]
    public async Task Of_a_version_that_is_gone_nothing_is_kept()
    {
        KeptFeatures kept = new(long.MaxValue);
        PredictionCounts before = new(kept), meanwhile = new(kept);
        await RunAsync(before);
        OnnxPredictor loaded = await LoadAsync(meanwhile);
        await RunAsync(meanwhile);

        before.Close();
        meanwhile.Close();
        long? counted = meanwhile.ReadFeatures()?.Entries;
        await loaded.DisposeAsync();

        Assert.That((counted, meanwhile.ReadFeatures(), before.ReadFeatures(), kept.UsedBytes),
            Is.EqualTo(((long?)3, (ObservedFeatures?)null, (ObservedFeatures?)null, 0)));
    }

    [Test]
    public async Task Since_when_it_is_counted_outlives_loading_again_and_begins_anew_with_what_was_forgotten()
    {
        PredictionCounts kept = new(), forgotten = new(new KeptFeatures(bytes: 1));
        DateTimeOffset before = DateTimeOffset.UtcNow;
        await RunAsync(kept);
        await RunAsync(forgotten);
        DateTimeOffset? since = kept.FeaturesSince;
        DateTimeOffset after = DateTimeOffset.UtcNow;

        await RunAsync(kept);
        await using OnnxPredictor again = await LoadAsync(forgotten);

        Assert.That(since, Is.InRange(before, after));
        Assert.That(kept.FeaturesSince, Is.EqualTo(since));
        Assert.That(forgotten.FeaturesSince, Is.GreaterThanOrEqualTo(after));
    }

    private static async Task<long> BytesOfOneAsync()
    {
        KeptFeatures kept = new(long.MaxValue);
        await RunAsync(new PredictionCounts(kept));
        Assert.That(kept.UsedBytes, Is.GreaterThan(100));
        return kept.UsedBytes;
    }

    /// <summary>Loads a model, shows it three events, and lets it go.</summary>
    private static async Task RunAsync(PredictionCounts counts)
    {
        await using OnnxPredictor predictor = await LoadAsync(counts);
        using EntryBatch events = Models.Events();
        (await predictor.PredictAsync(events)).Dispose();
    }

    private static async Task<OnnxPredictor> LoadAsync(PredictionCounts counts) =>
        OnnxPredictor.Load(await Models.EventsAsync(), new OnnxPredictorOptions { Counts = counts });
}

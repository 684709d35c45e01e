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

using Hep.Jagged;

namespace Hep.Train.Tests;

/// <summary>Classes in shares, in memory and read anew for each epoch.</summary>
public sealed class MixingTests
{
    private const long InMemory = 1L << 30, Streamed = 0;

    private static readonly FeatureSpecification Features = FeatureSpecification.FromJson("""
        { "define": { "y": "x + 1" }, "where": "y > 0 && noise < 0.9", "features": { "columns": ["x"] } }
        """);

    private static readonly TrainingOptions Options = new()
        { Epochs = 3, Batch = 50, Seed = 4, Patience = 0, Mixing = EntryMixing.Balanced };

    [TestCase(InMemory)]
    [TestCase(Streamed)]
    public async Task Each_step_has_each_class_equally_often_behind_the_cut(long cache)
    {
        RecordingEngine engine = await TrainAsync(Rare(3000), Options with { Cache = cache });

        foreach (List<RecordingEngine.Row[]> epoch in engine.Epochs)
        {
            Assert.That(epoch.SkipLast(1).Select(b => b.Length), Has.All.EqualTo(50));
            Assert.That(epoch.SkipLast(1).Select(b => b.Count(r => r.Label == 1)), Has.All.EqualTo(25).Within(1));
            Assert.That(epoch.SelectMany(b => b).Select(r => r.Entry).Distinct(), Is.EquivalentTo(
                await PassingAsync(Rare(3000))));
        }
        Assert.That(engine.Problem!.MeanWeight, Is.EqualTo(1));
    }

    [TestCase(InMemory)]
    [TestCase(Streamed)]
    public async Task Validation_has_each_of_its_entries_once_and_training_none_of_them(long cache)
    {
        RecordingEngine mixed = await TrainAsync(Rare(3000), Options with { Cache = cache }),
            plain = await TrainAsync(Rare(3000), Options with { Cache = cache, Mixing = null });

        long[] validation = [.. mixed.Validation.SelectMany(b => b).Select(r => r.Entry)];
        Assert.That(validation, Is.EqualTo(plain.Validation.SelectMany(b => b).Select(r => r.Entry)));
        Assert.That(mixed.Epochs[0].SelectMany(b => b).Select(r => r.Entry).Intersect(validation), Is.Empty);
    }

    [TestCase(InMemory)]
    [TestCase(Streamed)]
    public async Task Seed_and_epoch_decide_the_order(long cache)
    {
        RecordingEngine one = await TrainAsync(Rare(1000), Options with { Cache = cache }),
            again = await TrainAsync(Rare(1000), Options with { Cache = cache }),
            other = await TrainAsync(Rare(1000), Options with { Cache = cache, Seed = 5, Validation = 0 });

        Assert.That(again.Epochs, Is.EqualTo(one.Epochs));
        Assert.That(one.Epochs[1], Is.Not.EqualTo(one.Epochs[0]));
        Assert.That(other.Epochs[0], Is.Not.EqualTo(one.Epochs[0]));
    }

    [TestCase(InMemory)]
    [TestCase(Streamed)]
    public async Task An_epoch_ends_as_it_is_told(long cache)
    {
        EntryMixing thrice = EntryMixing.OfLabels(new Dictionary<double, double> { [0] = 3, [1] = 1 });
        TrainingOptions options = Options with { Cache = cache };
        RecordingEngine first = await TrainAsync(Rare(2000), options with { Mixing = thrice with { End = MixtureEnd.First } }),
            last = await TrainAsync(Rare(2000), options with { Mixing = thrice with { End = MixtureEnd.Last } });

        RecordingEngine.Row[] some = [.. first.Epochs[0].SelectMany(b => b)], all = [.. last.Epochs[0].SelectMany(b => b)];
        Assert.That(some.Distinct().Count(), Is.EqualTo(some.Length));
        Assert.That(some.Count(r => r.Label == 0), Is.EqualTo(3 * some.Count(r => r.Label == 1)).Within(3));
        Assert.That(all.Select(r => r.Entry), Is.EquivalentTo(await PassingAsync(Rare(2000))));
    }

    [Test]
    public async Task The_mean_weight_is_that_of_the_mixture()
    {
        SyntheticEvents heavy = new(2000) { Label = (i, _) => i % 10 == 0 ? 1 : 0, Weight = i => i % 30 == 0 ? -9 : i % 10 == 0 ? 9 : 1 };

        Assert.That((await TrainAsync(heavy, Options)).Problem!.MeanWeight, Is.EqualTo(5).Within(1e-12));
    }

    [TestCase(1, "no share for class 1")]
    [TestCase(3, "share for class 2, of which there are no entries")]
    public void Shares_are_for_the_classes_of_the_training_part(int classes, string message)
    {
        EntryMixing mixing = EntryMixing.OfLabels(Enumerable.Range(0, classes).ToDictionary(label => (double)label, _ => 1.0));

        Assert.That(() => TrainAsync(Rare(500), Options with { Mixing = mixing }),
            Throws.InstanceOf<TrainingException>().With.Message.StartsWith("training.mixing: ").And.Message.Contains(message));
    }

    /// <summary>A tenth of the entries is of class 1, and the cut takes more of them.</summary>
    private static SyntheticEvents Rare(int entries) => new(entries)
        { Label = (i, _) => i % 10 == 0 ? 1 : 0, Shift = i => i % 10 == 0 ? -0.5f : 0 };

    private static async Task<RecordingEngine> TrainAsync(SyntheticEvents events, TrainingOptions options)
    {
        RecordingEngine engine = new();
        await Trainer.FitAsync(events, Features, engine, options);
        return engine;
    }

    /// <summary>The numbers of the entries of the training part.</summary>
    private static async Task<long[]> PassingAsync(SyntheticEvents events) =>
        [.. (await TrainAsync(events, Options with { Mixing = null })).Epochs[0].SelectMany(b => b).Select(r => r.Entry)];
}

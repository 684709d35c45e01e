using Hep.Jagged;

namespace Hep.Train.Tests;

/// <summary>Weights of classes, in bins and as wholes.</summary>
public sealed class ClassWeightingTests
{
    private static readonly FeatureSpecification Features = FeatureSpecification.FromJson("""
        { "define": { "y": "x + 1" }, "where": "noise < 0.8", "features": { "columns": ["y"] } }
        """);

    private static readonly ClassWeighting InBins = new(GridAxis.Between("y", -2, 0, 1, 4));

    private static readonly TrainingOptions Options = new() { Epochs = 1 };

    [Test]
    public async Task In_bins_classes_are_flat_in_the_training_part_and_the_card_tells_how()
    {
        (RecordingEngine engine, TrainingResult result) = await TrainAsync(Events(), Options with { Reweight = InBins });

        double[] sums = [.. engine.Epochs[0].SelectMany(b => b)
            .GroupBy(r => (r.Label, r.Cell < 0 ? 0 : r.Cell < 1 ? 1 : 2)).Select(g => g.Sum(r => (double)r.Weight))];
        Assert.That(sums, Has.Length.EqualTo(6).And.All.EqualTo(sums.Average()).Within(1e-5 * sums.Average()));
        ClassWeights kept = ClassWeights.FromJson(result.Card.ClassWeights!.Value.GetRawText());
        Assert.That(kept.ToJson(), Is.EqualTo(result.ClassWeights!.ToJson()));
        Assert.That(kept.AreFor(InBins));
        Assert.That(result.Card.LabelWeights, Is.Null);
        Assert.That(result.Card.Data.DroppedEntries, Is.GreaterThan(100));
    }

    [Test]
    public async Task The_factors_come_from_the_training_part_alone_and_validation_gets_them_too()
    {
        HashSet<long> validation = [.. (await TrainAsync(Events(), Options)).Engine.Validation.SelectMany(b => b).Select(r => r.Entry)];
        TrainingOptions options = Options with { Reweight = InBins, ClassWeights = LabelWeights.Balanced };

        (RecordingEngine engine, TrainingResult honest) = await TrainAsync(Events(), options);
        (_, TrainingResult tampered) = await TrainAsync(Events(i => validation.Contains(i) ? 50 : 1), options);

        Assert.That(tampered.ClassWeights!.ToJson(), Is.EqualTo(honest.ClassWeights!.ToJson()));
        Assert.That(tampered.Card.LabelWeights, Is.EqualTo(honest.Card.LabelWeights));
        foreach (RecordingEngine.Row row in engine.Validation.SelectMany(b => b))
            Assert.That(row.Weight, Is.EqualTo(
                honest.ClassWeights.GetFactor(row.Label, row.Cell) * honest.Card.LabelWeights![row.Label == 0 ? "0" : "1"]).Within(1e-5));
    }

    [Test]
    public async Task In_balance_classes_weigh_equally_much_and_together_as_much_as_before()
    {
        (RecordingEngine plain, _) = await TrainAsync(Events(i => 1 + i % 3), Options);
        (RecordingEngine engine, TrainingResult result) =
            await TrainAsync(Events(i => 1 + i % 3), Options with { ClassWeights = LabelWeights.Balanced });

        Assert.That(SumOf(engine, 0), Is.EqualTo(SumOf(engine, 1)).Within(1e-3));
        Assert.That(SumOf(engine, 0) + SumOf(engine, 1), Is.EqualTo(SumOf(plain, 0) + SumOf(plain, 1)).Within(1e-2));
        Assert.That(result.Card.LabelWeights!["1"], Is.EqualTo((SumOf(plain, 0) + SumOf(plain, 1)) / 2 / SumOf(plain, 1)).Within(1e-6));
    }

    [Test]
    public async Task Numbers_multiply_the_weights_of_their_classes()
    {
        LabelWeights weights = LabelWeights.Of(new Dictionary<double, double> { [0] = 0.5, [1] = 4 });

        (RecordingEngine engine, TrainingResult result) = await TrainAsync(Events(), Options with { ClassWeights = weights });

        Assert.That(engine.Epochs[0].SelectMany(b => b).Select(r => (r.Label, r.Weight)).Distinct(),
            Is.EquivalentTo(new[] { (0f, 0.5f), (1f, 4f) }));
        Assert.That(result.Card.Training!.Value.GetProperty("class_weights").GetProperty("1").GetDouble(), Is.EqualTo(4));
    }

    [Test]
    public void Numbers_are_for_the_classes_that_there_are()
    {
        TrainingOptions few = Options with { ClassWeights = LabelWeights.Of(new Dictionary<double, double> { [0] = 1 }) },
            many = Options with { ClassWeights = LabelWeights.Of(new Dictionary<double, double> { [0] = 1, [1] = 1, [2] = 1 }) };

        Assert.That(() => TrainAsync(Events(), few),
            Throws.InstanceOf<PipelineException>().With.Message.EndsWith("Give training.class_weights a number for it."));
        Assert.That(() => TrainAsync(Events(), many),
            Throws.InstanceOf<TrainingException>().With.Message.StartsWith("training.class_weights names class 2, of which the "));
        Assert.That(() => LabelWeights.Of(new Dictionary<double, double> { [0] = 0 }), Throws.ArgumentException);
    }

    [Test]
    public void Classes_whose_weights_cancel_cannot_be_balanced() =>
        Assert.That(() => TrainAsync(Events(i => i % 5 == 0 ? -1 : 1), Options with { ClassWeights = LabelWeights.Balanced }),
            Throws.InstanceOf<TrainingException>().With.Message.StartsWith("training.class_weights: the weights of class 1 add up to -"));

    [Test]
    public void Balance_by_weights_and_by_mixing_is_refused()
    {
        TrainingOptions twice = Options with { ClassWeights = LabelWeights.Balanced, Mixing = EntryMixing.Balanced };

        Assert.That(() => TrainAsync(Events(), twice), Throws.ArgumentException.With.Message.Contains("twice"));
        Assert.That(() => TrainAsync(Events(), twice with { Mixing = EntryMixing.Proportional }), Throws.Nothing);
        Assert.That(() => TrainingOptions.FromJson("""{ "mixing": "balanced", "class_weights": "balanced" }""", "training"),
            Throws.InstanceOf<PipelineException>().With.Property("Path").EqualTo("training.class_weights"));
    }

    [Test]
    public void The_document_keeps_mixing_and_weights()
    {
        TrainingOptions options = Options with
        {
            Mixing = EntryMixing.OfSources(1, 2) with { End = MixtureEnd.First },
            ClassWeights = LabelWeights.Of(new Dictionary<double, double> { [1] = 2.5 }),
        };

        TrainingOptions again = TrainingOptions.FromJson(options.ToJson());

        Assert.That((again.Mixing, again.ClassWeights), Is.EqualTo((options.Mixing, options.ClassWeights)));
        Assert.That(TrainingOptions.FromJson((Options with { ClassWeights = LabelWeights.Balanced }).ToJson()).ClassWeights!.IsBalanced);
        Assert.That(TrainingOptions.FromJson("{}"), Is.EqualTo(new TrainingOptions()));
        TrainingOptions configured =
            TrainingOptions.FromConfiguration("""{ "dataset": { "reweight": { "columns": { "y": [-2, 0, 1, 4] } } } }""");
        Assert.That(configured.Reweight!.Axes, Is.EqualTo(InBins.Axes));
    }

    private static double SumOf(RecordingEngine engine, float label) =>
        engine.Epochs[0].SelectMany(b => b).Where(r => r.Label == label).Sum(r => (double)r.Weight);

    /// <summary>A fifth is of class 1, whose x is lower.</summary>
    private static SyntheticEvents Events(Func<int, float>? weight = null) => new(3000)
        { Label = (i, _) => i % 5 == 0 ? 1 : 0, Shift = i => i % 5 == 0 ? -0.5f : 0, Weight = weight ?? (_ => 1) };

    private static async Task<(RecordingEngine Engine, TrainingResult Result)> TrainAsync(SyntheticEvents events, TrainingOptions options)
    {
        RecordingEngine engine = new();
        return (engine, await Trainer.FitAsync(events, Features, engine, options));
    }
}

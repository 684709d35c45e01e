using Hep.Jagged;

namespace Hep.Train.Tests;

public sealed class NarrowingTests
{
    private static readonly FeatureSpecification Features = FeatureSpecification.FromJson("""
        {
          "define": { "Jet_share": "Jet_pt / sum(Jet_pt)", "unneeded": "event + 1" }, "where": "x > -10",
          "features": { "columns": ["Jet_share"], "collections": { "Jet_pt": { "order_by": "-Jet_pt" } }, "scaling": { "*": "standard" } }
        }
        """);

    [TestCase(1L << 30, Description = "in memory")]
    [TestCase(0, Description = "read anew for each epoch")]
    public async Task Training_reads_the_columns_of_features_cuts_split_label_and_weight_and_no_others(long cache)
    {
        ColumnsRead source = new(new SyntheticEvents(300));
        using ScriptedEngine engine = new(0.6f, 0.7f);
        TrainingOptions options = new() { Epochs = 2, Batch = 50, SplitBy = ["event"], Cache = cache };

        await Trainer.FitAsync(source, Features, engine, options);

        Assert.That(source.Readings[0], Is.EquivalentTo(new[] { "x", "Jet_pt", "event" }), "pass 1 needs no label");
        Assert.That(source.Readings, Has.Count.AtLeast(3));
        Assert.That(source.Readings.Skip(1), Is.All.EquivalentTo(new[] { "x", "Jet_pt", "event", "hep.label", "hep.weight" }));
    }

    [Test]
    public async Task A_source_behind_operators_is_narrowed_too()
    {
        ColumnsRead source = new(new SyntheticEvents(300));
        using ScriptedEngine engine = new(0.6f);
        IBatchSource derived = source.Filter("nJet > 0").Define("hep.weight", "1 + noise").Define("other", "run").Rebatch(70);

        await Trainer.FitAsync(derived, Features, engine, new TrainingOptions { Epochs = 1 });

        Assert.That(source.Readings[0], Is.EquivalentTo(new[] { "x", "nJet", "Jet_pt" }));
        Assert.That(source.Readings.Skip(1), Is.All.EquivalentTo(new[] { "x", "nJet", "Jet_pt", "noise", "hep.label" }));
    }

    [Test]
    public async Task A_wide_source_gives_the_same_model_as_a_narrow_one()
    {
        using LogisticEngine one = new(), other = new();
        IBatchSource wide = new SyntheticEvents(500);
        for (int i = 0; i < 20; i++) wide = wide.Define($"extra{i}", $"x * {i}");

        TrainingResult narrow = await Trainer.FitAsync(new SyntheticEvents(500), Features, one, new TrainingOptions { Epochs = 2 });
        TrainingResult same = await Trainer.FitAsync(wide, Features, other, new TrainingOptions { Epochs = 2 });

        Assert.That(same.Validation!.Loss, Is.EqualTo(narrow.Validation!.Loss));
        Assert.That(same.Pipeline.ToJson(), Is.EqualTo(narrow.Pipeline.ToJson()));
    }
}

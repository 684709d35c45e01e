using static Hep.Jagged.Tests.Pipelines.TestColumns;

namespace Hep.Jagged.Tests.Pipelines;

/// <summary>Definitions and cuts: their order, and what of them a pipeline keeps.</summary>
public sealed class DefinitionRuleTests
{
    [Test]
    public async Task A_definition_may_use_those_before_it()
    {
        using EntryBatch batch = Batch(Column.Create<float>("x", 1, 2));

        using PaddedBatch padded =
            (await Fit("""{"define": {"a": "x + 1", "b": "a * 10"}, "features": {"columns": ["b"]}}""", batch)).Apply(batch);

        Assert.That(padded.Features.ToArray(), Is.EqualTo(new float[] { 20, 30 }));
    }

    [TestCase("""{"b": "a * 10", "a": "x + 1"}""", "'a' is defined later")]
    [TestCase("""{"b": "b + 1"}""", "'b' is defined by itself")]
    [TestCase("""{"x": "x + 1", "b": "x"}""", "'x' is a stored column")]
    [TestCase("""{"b": "y + 1"}""", "define.b: ")]
    public void A_definition_that_does_not_fit_says_so(string define, string message)
    {
        using EntryBatch batch = Batch(Column.Create<float>("x", 1, 2));

        Assert.That(async () => await Fit($$"""{"define": {{define}}, "features": {"columns": ["b"]} }""", batch),
            Throws.TypeOf<PipelineException>().With.Message.Contains(message));
    }

    [Test]
    public async Task A_pipeline_keeps_only_what_features_and_cuts_need()
    {
        using EntryBatch batch = Batch(Column.Create<float>("x", 1, 2), Column.Create<float>("y", 1, 2), Column.Create<float>("z", 3, 4),
            Jagged<float>("Jet_pt", "nJet", [1], [2]), Jagged<float>("Jet_eta", "nJet", [1], [2]));

        FeaturePipeline pipeline = await Fit("""
            {"define": {"a": "x + 1", "unused": "y + nonsense", "cutOn": "z * 2"}, "where": "cutOn > 0",
             "features": {"columns": ["a", "Jet_pt"], "collections": {"Jet": {"order_by": "-Jet_eta"}}}}
            """, batch);

        Assert.That(pipeline.InputSchema.Select(c => c.Name), Is.EqualTo(new[] { "x", "z", "Jet_pt", "Jet_eta" }));
        Assert.That(pipeline.ToJson(), Does.Not.Contain("unused").And.Contain("cutOn"));
        Assert.That(pipeline.InputSchema["Jet_pt"].Counter, Is.EqualTo("nJet"));
    }

    [Test]
    public async Task Definitions_and_the_cut_on_entries_see_all_stored_objects()
    {
        using EntryBatch batch = Batch(Jagged<float>("Jet_pt", "nJet", [10, 30], [10, 10, 20], [5]));

        FeaturePipeline pipeline = await Fit("""
            {"define": {"Jet_frac": "Jet_pt / sum(Jet_pt)"}, "where": "count(Jet_pt) > 1",
             "features": {"columns": ["Jet_frac"], "collections": {"Jet": {"where": "Jet_pt > 15"}}}}
            """, batch);
        using PaddedBatch padded = pipeline.Apply(batch);

        Assert.That(padded.Features.ToArray(), Is.EqualTo(new[] { 0.75f, 0.5f }));
        Assert.That(padded.Identities.Entries.ToArray(), Is.EqualTo(new long[] { 0, 1 }));
    }

    [Test]
    public async Task Applying_to_all_keeps_the_rows_that_fail_the_cut_and_tells_them()
    {
        using EntryBatch batch = Batch(Column.Create<float>("x", 1, -1, 3), Column.Create<double>("hep.label", 0, 1, 2));
        FeaturePipeline pipeline = await Fit("""{"where": "x > 0", "features": {"columns": ["x"], "scaling": {"*": "minmax"}}}""", batch);

        using PaddedBatch passing = pipeline.Apply(batch), all = pipeline.ApplyAll(batch);

        Assert.That(passing.Features.ToArray(), Is.EqualTo(new float[] { 0, 1 }));
        Assert.That(passing.Labels.ToArray(), Is.EqualTo(new float[] { 0, 2 }));
        Assert.That(passing.Selected.ToArray(), Is.EqualTo(new[] { true, true }));
        Assert.That(all.Features.ToArray(), Is.EqualTo(new float[] { 0, -1, 1 }));
        Assert.That(all.Selected.ToArray(), Is.EqualTo(new[] { true, false, true }));
    }

    [TestCase("nMu", "Mu", "Mu_pairs")]
    [TestCase(null, "Mu_pt", "sums")]
    public async Task Definitions_over_pairs_are_a_collection_of_their_own(string? counter, string objects, string pairs)
    {
        using EntryBatch batch = Batch(Jagged<float>("Mu_pt", counter, [1, 2, 4], [], [5, 6]));

        FeaturePipeline pipeline = await Fit($$"""
            {"define": {"sums": "pair_first(Mu_pt) + pair_second(Mu_pt)", "low": "if(sums < 6, sums, 0)"},
             "features": {"columns": ["sums", "low", "Mu_pt"], "collections": {"{{objects}}": {"order_by": "-Mu_pt"} } } }
            """, batch);
        using PaddedBatch padded = pipeline.Apply(batch);

        Assert.That(padded.Features.ToArray(),
            Is.EqualTo(new float[] { 3, 5, 6, 3, 5, 0, 4, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11, 0, 0, 0, 0, 0, 6, 5, 0 }));
        Assert.That(padded.Lengths(pairs).ToArray(), Is.EqualTo(new[] { 3, 0, 1 }));
    }

    [Test]
    public void Objects_are_not_chosen_by_their_pairs()
    {
        using EntryBatch batch = Batch(Jagged<float>("Mu_pt", "nMu", [1, 2, 4]));

        Assert.That(async () => await Fit("""
            {"features": {"columns": ["Mu_pt"], "collections": {"Mu": {"where": "pair_first(Mu_pt) > 1"}}}}
            """, batch), Throws.TypeOf<PipelineException>().With.Property("Path").EqualTo("features.collections.Mu.where"));
    }

    [Test]
    public void A_cut_with_a_value_for_each_object_is_an_error()
    {
        using EntryBatch batch = Batch(Jagged<float>("Jet_pt", "nJet", [1], [2]));

        Assert.That(async () => await Fit("""{"where": "Jet_pt > 1", "features": {"columns": ["Jet_pt"]}}""", batch),
            Throws.TypeOf<PipelineException>().With.Property("Path").EqualTo("where"));
    }

    [Test]
    public async Task No_passing_entry_gives_arrays_without_rows()
    {
        using EntryBatch batch = Batch(Column.Create<float>("x", 1, 2), Jagged<float>("Jet_pt", "nJet", [1], [2]));

        using PaddedBatch padded =
            (await Fit("""{"where": "x > 5", "features": {"columns": ["x", "Jet_pt"], "scaling": {"*": "robust"}}}""", batch)).Apply(batch);

        Assert.That((padded.EntryCount, padded.Features.Length, padded.Lengths("Jet").Length, padded.Weights.Length),
            Is.EqualTo((0, 0, 0, 0)));
        Assert.That(padded.FeaturesTensor.Lengths.ToArray(), Is.EqualTo(new nint[] { 0, 1 }));
    }
}

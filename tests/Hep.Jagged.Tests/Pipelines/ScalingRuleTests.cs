using static Hep.Jagged.Tests.Pipelines.TestColumns;

namespace Hep.Jagged.Tests.Pipelines;

/// <summary>Scaling, clipping, constants, NaN and padding.</summary>
public sealed class ScalingRuleTests
{
    [TestCase("none", new float[] { 1, 2, 3, 6 })]
    [TestCase("minmax", new float[] { 0, 0.2f, 0.4f, 1 })]
    [TestCase("standard", new[] { -2 / 1.8708287f, -1 / 1.8708287f, 0, 3 / 1.8708287f })]
    [TestCase("robust", new[] { -0.75f, -0.25f, 0.25f, 1.75f })]
    [TestCase("log", new[] { -1.2889107f, -0.3998849f, 0.2308889f, 1.4579066f })]
    public async Task Values_are_scaled_as_the_kind_says(string scaling, float[] expected)
    {
        using EntryBatch batch = Batch(Column.Create<float>("x", 1, 2, 3, 6));

        using PaddedBatch padded =
            (await Fit($$"""{"features": {"columns": ["x"], "scaling": {"x": "{{scaling}}"} } }""", batch)).Apply(batch);

        for (int i = 0; i < 4; i++) Assert.That(padded.Features[i], Is.EqualTo(expected[i]).Within(1e-6));
    }

    [Test]
    public async Task An_exact_name_beats_a_glob_and_more_literal_characters_beat_fewer()
    {
        using EntryBatch batch = Batch(Column.Create<float>("Jet_pt", 2, 4), Column.Create<float>("Jet_eta", 2, 4),
            Column.Create<float>("MET", 2, 4));

        using PaddedBatch padded = (await Fit("""
            {"features": {"columns": ["*"], "scaling": {"*": "none", "Jet_*": "minmax", "Jet_?????????*": "none", "Jet_eta": "standard"}}}
            """, batch)).Apply(batch);

        Assert.That(padded.Features.ToArray(), Is.EqualTo(new float[] { 0, -1, 2, 1, 1, 4 }));
    }

    [Test]
    public async Task One_set_of_numbers_scales_a_column_whatever_the_slot_and_truncated_objects_count()
    {
        using EntryBatch batch = Batch(Jagged<float>("x", "nJet", [1, 2, 11], [6]));

        using PaddedBatch padded = (await Fit(
            """{"features": {"columns": ["x"], "scaling": {"*": "minmax"}, "collections": {"Jet": {"length": 2}}}}""", batch)).Apply(batch);

        Assert.That(padded.Features.ToArray(), Is.EqualTo(new[] { 0, 0.1f, 0.5f, 0 }));
    }

    [Test]
    public async Task A_robust_divisor_of_0_counts_as_1()
    {
        using EntryBatch batch = Batch(Column.Create<float>("x", 5, 5, 5, 5, 9));

        using PaddedBatch padded = (await Fit("""{"features": {"columns": ["x"], "scaling": {"*": "robust"}}}""", batch)).Apply(batch);

        Assert.That(padded.Features.ToArray(), Is.EqualTo(new float[] { 0, 0, 0, 0, 4 }));
    }

    [TestCase("zero", 0)]
    [TestCase("keep", 7)]
    public async Task A_constant_column_becomes_0_or_stays(string constant, float expected)
    {
        using EntryBatch batch = Batch(Column.Create<float>("x", 7, 7), Column.Create<float>("y", 7, 7));

        FeaturePipeline pipeline = await Fit(
            $$"""{"features": {"columns": ["x", "y"], "scaling": {"x": "standard"}, "constant": "{{constant}}" } }""", batch);
        using PaddedBatch padded = pipeline.Apply(batch);

        Assert.That(padded.Features.ToArray(), Is.EqualTo(new[] { expected, 7, expected, 7 }));
        using EntryBatch inverted = pipeline.Invert(padded);
        Assert.That(inverted.Get<float>("x").Values.ToArray(), Is.EqualTo(new float[] { 7, 7 }));
    }

    [Test]
    public async Task Clipping_comes_before_scaling_and_leaves_statistics_alone()
    {
        using EntryBatch batch = Batch(Column.Create<float>("x", 0, 50, 100));

        using PaddedBatch padded =
            (await Fit("""{"features": {"columns": ["x"], "scaling": {"*": "minmax"}, "clip": {"?": [10, 60]}}}""", batch)).Apply(batch);

        Assert.That(padded.Features.ToArray(), Is.EqualTo(new[] { 0.1f, 0.5f, 0.6f }));
    }

    [Test]
    public async Task The_scaled_value_is_computed_in_float64_and_rounded_once()
    {
        float[] values = [.. Enumerable.Range(0, 1000).Select(i => 16_777_000f + i * 0.25f)];
        using EntryBatch batch = Batch(Column.Create("x", values));

        using PaddedBatch padded = (await Fit("""{"features": {"columns": ["x"], "scaling": {"*": "minmax"}}}""", batch)).Apply(batch);

        (double low, double high) = (values.Min(), values.Max());
        Assert.That(padded.Features.ToArray(), Is.EqualTo(values.Select(v => (float)((v - low) / (high - low)))));
    }

    [TestCase("\"mask\"", -5f, false)]
    [TestCase("\"keep\"", float.NaN, true)]
    [TestCase("42", 42f, true)]
    public async Task A_genuine_nan_and_an_infinity_become_what_the_policy_says(string policy, float cell, bool mask)
    {
        using EntryBatch batch = Batch(Column.Create<double>("x", 1, double.NaN, double.NegativeInfinity, 3));

        using PaddedBatch padded = (await Fit(
            $$"""{"features": {"columns": ["x"], "scaling": {"*": "minmax"}, "padding": -5, "nan": {{policy}} } }""", batch)).Apply(batch);

        Assert.That(padded.Features.ToArray(), Is.EqualTo(new[] { 0, cell, cell, 1 }));
        Assert.That(padded.Mask.ToArray(), Is.EqualTo(new[] { true, mask, mask, true }));
    }

    [Test]
    public async Task A_nan_can_be_an_error_that_names_column_and_entry()
    {
        using EntryBatch batch = Batch(Jagged<float>("x", "nJet", [1], [2, float.NaN]));
        FeaturePipeline pipeline = await Fit("""{"features": {"columns": ["x"], "nan": "error"}}""", batch);

        Assert.That(() => pipeline.Apply(batch),
            Throws.TypeOf<PipelineException>().With.Message.Contains("Column 'x'").And.Message.Contains("entry 1"));
    }

    [Test]
    public async Task A_nan_that_an_expression_makes_is_a_genuine_one()
    {
        using EntryBatch batch = Batch(Column.Create<float>("x", 4, -1));

        using PaddedBatch padded = (await Fit("""{"define": {"r": "sqrt(x)"}, "features": {"columns": ["r"]}}""", batch)).Apply(batch);

        Assert.That(padded.Features.ToArray(), Is.EqualTo(new float[] { 2, 0 }));
        Assert.That(padded.Mask.ToArray(), Is.EqualTo(new[] { true, false }));
    }

    [TestCase("\"mask\"")]
    [TestCase("\"keep\"")]
    [TestCase("\"error\"")]
    public async Task A_column_without_any_finite_value_is_masked(string policy)
    {
        using EntryBatch batch = Batch(Column.Create<float>("x", float.NaN, float.PositiveInfinity), Column.Create<float>("y", 1, 2));

        using PaddedBatch padded = (await Fit(
            $$"""{"features": {"columns": ["x", "y"], "scaling": {"*": "standard"}, "nan": {{policy}} } }""", batch)).Apply(batch);

        Assert.That(padded.Features.ToArray(), Is.EqualTo(new float[] { 0, -1, 0, 1 }));
        Assert.That(padded.Mask.ToArray(), Is.EqualTo(new[] { false, true, false, true }));
    }

    [Test]
    public async Task Padding_can_be_nan_and_the_lengths_tell_it_from_a_genuine_one()
    {
        using EntryBatch batch = Batch(Jagged<float>("x", "nJet", [1, float.NaN], [2]));

        FeaturePipeline pipeline = await Fit("""{"features": {"columns": ["x"], "padding": "nan"}}""", batch);
        using PaddedBatch padded = pipeline.Apply(batch);

        Assert.That(padded.Features.ToArray(), Is.EqualTo(new[] { 1, float.NaN, 2, float.NaN }));
        Assert.That(padded.Lengths("Jet").ToArray(), Is.EqualTo(new[] { 2, 1 }));
        using EntryBatch inverted = pipeline.Invert(padded);
        Assert.That(inverted.Get<float>("x")[0].ToArray(), Is.EqualTo(new[] { 1, float.NaN }));
        Assert.That(inverted.Get<float>("x")[1].ToArray(), Is.EqualTo(new[] { 2f }));
    }

    [Test]
    public async Task Integers_and_bools_come_back_as_they_were()
    {
        using EntryBatch batch = Batch(Column.Create("i", -3, 8, 2_000_000), Column.Create("b", true, false, true),
            Jagged<ulong>("u", "nJet", [1, 77], [], [12345]));

        FeaturePipeline pipeline = await Fit("""{"features": {"columns": ["*"], "scaling": {"*": "standard"}}}""", batch);
        using PaddedBatch padded = pipeline.Apply(batch);
        using EntryBatch inverted = pipeline.Invert(padded);

        Assert.That(inverted.Get<int>("i").Values.ToArray(), Is.EqualTo(new[] { -3, 8, 2_000_000 }));
        Assert.That(inverted.Get<bool>("b").Values.ToArray(), Is.EqualTo(new[] { true, false, true }));
        Assert.That(inverted.Get<ulong>("u")[0].ToArray(), Is.EqualTo(new ulong[] { 1, 77 }));
    }
}

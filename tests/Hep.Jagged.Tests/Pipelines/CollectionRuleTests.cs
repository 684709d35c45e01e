using static Hep.Jagged.Tests.Pipelines.TestColumns;

namespace Hep.Jagged.Tests.Pipelines;

/// <summary>Which columns form a collection, and how its lists are selected, ordered, cut and padded.</summary>
public sealed class CollectionRuleTests
{
    [TestCase("nJet", "Jet")]
    [TestCase("NJet", "Jet")]
    [TestCase("Tracks_size", "Tracks")]
    [TestCase("Hits_", "Hits")]
    [TestCase("count", "count")]
    [TestCase("n", "n")]
    public async Task A_collection_is_named_after_its_counter(string counter, string collection)
    {
        using EntryBatch batch = Batch(Jagged<float>("x", counter, [1], []));

        Assert.That((await Fit("""{"features": {"columns": ["x"]}}""", batch)).Collections.Single().Name, Is.EqualTo(collection));
    }

    [Test]
    public async Task A_column_without_a_counter_is_a_collection_of_its_own_name()
    {
        using EntryBatch batch = Batch(Jagged<float>("x", null, [1], [2, 3]), Jagged<float>("y", null, [1], []));

        FeaturePipeline pipeline = await Fit("""{"features": {"columns": ["x", "y"], "collections": {"y": {"length": 2}}}}""", batch);

        Assert.That(pipeline.Collections.Select(c => (c.Name, c.Slots)), Is.EqualTo(new[] { ("x", 2), ("y", 2) }));
    }

    [Test]
    public async Task Members_form_a_collection_under_any_name()
    {
        using EntryBatch batch = Batch(Jagged<float>("lep_pt", null, [1, 9]), Jagged<float>("lep_eta", null, [3, 2]),
            Column.Create<float>("lep_n", 2));

        using PaddedBatch padded = (await Fit("""
            {"features": {"columns": ["lep_pt", "lep_eta"],
              "collections": {"Lepton": {"members": ["lep_*"], "order_by": "lep_eta", "where": "lep_pt > 0"}}}}
            """, batch)).Apply(batch);

        Assert.That(padded.Collections, Is.EqualTo(new[] { "Lepton" }));
        Assert.That(padded.Features.ToArray(), Is.EqualTo(new float[] { 9, 1, 2, 3 }));
    }

    [Test]
    public void A_collection_whose_lists_have_no_counter_is_told_how_to_become_one()
    {
        using EntryBatch batch = Batch(Jagged<float>("Jet_pt", null, [1, 9]), Jagged<float>("Jet_eta", null, [3, 2]));

        Assert.That(async () => await Fit("""{"features": {"columns": ["Jet_*"], "collections": {"Jet": {"length": 2}}}}""", batch),
            Throws.TypeOf<PipelineException>().With.Message.Contains("there is no collection 'Jet'. Lists Jet_… have no counter: "
                + "\"members\": [\"Jet_*\"] makes them a collection."));
    }

    [Test]
    public void Members_of_unequal_counts_are_an_error_that_names_the_entry()
    {
        using EntryBatch batch = Batch(Jagged<float>("lep_pt", null, [1], [1, 9]), Jagged<float>("lep_eta", null, [3], [2]));

        Assert.That(
            async () => await Fit("""{"features": {"columns": ["lep_*"], "collections": {"Lepton": {"members": ["lep_*"]}}}}""", batch),
            Throws.TypeOf<PipelineException>().With.Message.Contains("has 1 objects in entry 1")
                .And.Message.Contains("the collection has 2"));
    }

    [Test]
    public async Task A_defined_column_belongs_to_the_collection_of_the_columns_in_it()
    {
        using EntryBatch batch = Batch(Jagged<float>("Jet_pt", "nJet", [10, 30]), Jagged<float>("Mu_pt", "nMu", [1]));

        FeaturePipeline pipeline = await Fit("""
            {"define": {"Jet_rel": "Jet_pt / sum(Mu_pt)", "Jet_rel2": "Jet_rel * 2"},
             "features": {"columns": ["Jet_rel2"], "collections": {"Jet": {"where": "Jet_pt > 20"}}}}
            """, batch);
        using PaddedBatch padded = pipeline.Apply(batch);

        Assert.That(pipeline.Collections.Single().Name, Is.EqualTo("Jet"));
        Assert.That(padded.Features.ToArray(), Is.EqualTo(new float[] { 60 }));
    }

    [Test]
    public async Task The_lists_of_an_element_mask_are_a_collection_of_their_own()
    {
        using EntryBatch batch = Batch(Jagged<float>("Jet_pt", "nJet", [10, 30]));

        using PaddedBatch padded =
            (await Fit("""{"define": {"hard": "Jet_pt[Jet_pt > 20]"}, "features": {"columns": ["Jet_pt", "hard"]}}""", batch)).Apply(batch);

        Assert.That(padded.Collections, Is.EqualTo(new[] { "Jet", "hard" }));
        Assert.That(padded.Features.ToArray(), Is.EqualTo(new float[] { 10, 30, 30 }));
    }

    [Test]
    public async Task Objects_are_ordered_stably_with_nan_last_and_a_minus_descends()
    {
        using EntryBatch batch = Batch(Jagged<float>("k", "nJet", [2, float.NaN, 3, 2, 1]), Jagged<int>("v", "nJet", [0, 1, 2, 3, 4]));

        using PaddedBatch up =
            (await Fit("""{"features": {"columns": ["v"], "collections": {"Jet": {"order_by": "k"}}}}""", batch)).Apply(batch);
        using PaddedBatch down =
            (await Fit("""{"features": {"columns": ["v"], "collections": {"Jet": {"order_by": "-k"}}}}""", batch)).Apply(batch);

        Assert.That(up.Features.ToArray(), Is.EqualTo(new float[] { 4, 0, 3, 2, 1 }));
        Assert.That(down.Features.ToArray(), Is.EqualTo(new float[] { 2, 0, 3, 4, 1 }));
    }

    [Test]
    public async Task Long_lists_are_ordered_as_stably_as_short_ones()
    {
        int[] keys = [.. Enumerable.Range(0, 100).Select(i => i * 7 % 5)];
        using EntryBatch batch = Batch(Jagged<int>("k", "nJet", keys), Jagged<int>("v", "nJet", [.. Enumerable.Range(0, 100)]));

        using PaddedBatch padded =
            (await Fit("""{"features": {"columns": ["v"], "collections": {"Jet": {"order_by": "k"}}}}""", batch)).Apply(batch);

        Assert.That(padded.Features.ToArray(), Is.EqualTo(Enumerable.Range(0, 100).OrderBy(i => keys[i]).Select(i => (float)i)));
    }

    [Test]
    public async Task P99_is_the_smallest_length_that_at_least_99_percent_do_not_exceed()
    {
        int[][] entries = [.. Enumerable.Range(0, 200).Select(i => new int[i < 197 ? 1 : i == 197 ? 2 : 9])];
        using EntryBatch batch = Batch(Jagged<int>("x", "nJet", entries));

        Assert.That(
            (await Fit("""{"features": {"columns": ["x"], "collections": {"Jet": {"length": "p99"}}}}""", batch)).CellCount, Is.EqualTo(2));
    }

    [Test]
    public async Task A_collection_whose_longest_list_is_empty_has_no_cells()
    {
        using EntryBatch batch = Batch(Jagged<float>("Jet_pt", "nJet", [3], [4]), Column.Create<int>("n", 1, 2));

        FeaturePipeline pipeline = await Fit(
            """{"features": {"columns": ["Jet_pt", "n"], "collections": {"Jet": {"where": "Jet_pt > 10"}}}}""", batch);
        using PaddedBatch padded = pipeline.Apply(batch);

        Assert.That(padded.Cells, Is.EqualTo(new[] { "n" }));
        Assert.That(padded.Lengths("Jet").ToArray(), Is.EqualTo(new[] { 0, 0 }));
        using EntryBatch inverted = pipeline.Invert(padded);
        Assert.That(inverted["Jet_pt"].ValueCount, Is.Zero);
    }

    [Test]
    public async Task Objects_behind_the_last_cell_are_counted_and_lengths_stay_those_before()
    {
        using EntryBatch batch = Batch(Jagged<float>("Jet_pt", "nJet", [3, 2, 1], [4], [5, 6]));

        using PaddedBatch padded =
            (await Fit("""{"features": {"columns": ["Jet_pt"], "collections": {"Jet": {"length": 1}}}}""", batch)).Apply(batch);

        Assert.That(padded.Features.ToArray(), Is.EqualTo(new float[] { 3, 4, 5 }));
        Assert.That(padded.Lengths("Jet").ToArray(), Is.EqualTo(new[] { 3, 1, 2 }));
        Assert.That(padded.Truncations.Single(), Is.EqualTo(new Truncation("Jet", 2, 3)));
    }

    [Test]
    public async Task Overflow_can_be_an_error_that_names_the_entry()
    {
        using EntryBatch batch = Batch(Jagged<float>("Jet_pt", "nJet", [3], [4, 5]));
        FeaturePipeline pipeline = await Fit(
            """{"features": {"columns": ["Jet_pt"], "collections": {"Jet": {"length": 1, "overflow": "error"}}}}""", batch);

        Assert.That(() => pipeline.Apply(batch), Throws.TypeOf<PipelineException>().With.Message.Contains("2 objects in entry 1"));
    }

    [Test]
    public async Task Wrapping_repeats_the_list_and_leaves_the_mask_false()
    {
        using EntryBatch batch = Batch(Jagged<float>("x", "nJet", [1, 2], [], [3, 4, 5, 6, 7]));

        using PaddedBatch padded = (await Fit(
            """{"features": {"columns": ["x"], "padding": -1, "collections": {"Jet": {"pad_mode": "wrap"}}}}""", batch)).Apply(batch);

        Assert.That(padded.Features.ToArray(), Is.EqualTo(new float[] { 1, 2, 1, 2, 1, -1, -1, -1, -1, -1, 3, 4, 5, 6, 7 }));
        Assert.That(padded.Mask[..5].ToArray(), Is.EqualTo(new[] { true, true, false, false, false }));
    }

    [Test]
    public void An_unknown_collection_is_an_error_with_near_names()
    {
        using EntryBatch batch = Batch(Jagged<float>("Jet_pt", "nJet", [3]));

        Assert.That(async () => await Fit("""{"features": {"columns": ["Jet_pt"], "collections": {"Jets": {"length": 1}}}}""", batch),
            Throws.TypeOf<PipelineException>().With.Message.Contains("Nearest: Jet"));
    }

    [Test]
    public void A_selection_of_objects_needs_a_value_for_each_object()
    {
        using EntryBatch batch = Batch(Jagged<float>("Jet_pt", "nJet", [3]));

        Assert.That(
            async () => await Fit("""{"features": {"columns": ["Jet_pt"], "collections": {"Jet": {"where": "sum(Jet_pt) > 1"}}}}""", batch),
            Throws.TypeOf<PipelineException>().With.Property("Path").EqualTo("features.collections.Jet.where"));
    }
}

using static Hep.Jagged.Tests.Pipelines.TestColumns;

namespace Hep.Jagged.Tests.Pipelines;

/// <summary>The objects of a collection as tokens, with the mask of those that exist.</summary>
public sealed class TokenTests
{
    [Test]
    public async Task An_object_is_a_row_of_the_numbers_of_its_columns()
    {
        using EntryBatch batch = Batch(Jagged<float>("Jet_pt", "nJet", [10, 30], [], [7, 8, 9]), Column.Create<float>("MET", 1, 2, 3),
            Jagged<float>("Jet_eta", "nJet", [-1, 1], [], [2, -2, 0]));

        using PaddedBatch padded = (await Fit("""
            {"features": {"columns": ["Jet_pt", "MET", "Jet_eta"], "scaling": {"*": "none"}, "padding": -9,
                          "collections": {"Jet": {"length": 2}}}}
            """, batch)).Apply(batch);
        using TokenBatch jets = padded.Tokens("Jet");

        Assert.That((jets.EntryCount, jets.SlotCount), Is.EqualTo((3, 2)));
        Assert.That(jets.Columns, Is.EqualTo(new[] { "Jet_pt", "Jet_eta" }));
        Assert.That(jets.Values.ToArray(), Is.EqualTo(new float[] { 10, -1, 30, 1, -9, -9, -9, -9, 7, 2, 8, -2 }));
        Assert.That(jets.Mask.ToArray(), Is.EqualTo(new[] { true, true, false, false, true, true }));
        Assert.That(jets.ValuesTensor[2, 1, 0], Is.EqualTo(8));
        Assert.That(jets.MaskTensor[1, 0], Is.False);
    }

    [Test]
    public async Task Without_padding_objects_stand_one_entry_behind_the_other()
    {
        using EntryBatch batch = Batch(Jagged<float>("Jet_pt", "nJet", [10, float.NaN], [], [7, 8, 9]),
            Column.Create<float>("MET", 1, 2, 3), Jagged<int>("Jet_flavour", "nJet", [5, 4], [], [4, 5, 5]));

        using PaddedBatch padded = (await Fit("""
            {"features": {"columns": ["Jet_pt", "MET", "Jet_flavour"], "scaling": {"*": "none"}, "padding": -9,
                          "categorical": {"Jet_flavour": "auto"}, "collections": {"Jet": {"length": 2}}}}
            """, batch)).Apply(batch);
        using ObjectBatch jets = padded.Objects("Jet");

        Assert.That((jets.EntryCount, jets.ObjectCount), Is.EqualTo((3, 4)));
        Assert.That(jets.Offsets.ToArray(), Is.EqualTo(new[] { 0, 2, 2, 4 }));
        Assert.That(jets.Columns, Is.EqualTo(new[] { "Jet_pt", "Jet_flavour=4", "Jet_flavour=5" }));
        Assert.That(jets.Values.ToArray(), Is.EqualTo(new float[] { 10, 0, 1, -9, 1, 0, 7, 1, 0, 8, 0, 1 }));
        Assert.That(jets.ValuesTensor[3, 2], Is.EqualTo(1));
        Assert.That(() => padded.Objects("Jets"), Throws.TypeOf<PipelineException>().With.Message.Contains("Jet"));
    }

    [Test]
    public async Task An_object_exists_whatever_its_numbers_are()
    {
        using EntryBatch batch = Batch(Jagged<float>("Jet_pt", "nJet", [float.NaN, 30]));

        using PaddedBatch padded =
            (await Fit("""{"features": {"columns": ["Jet_pt"], "scaling": {"*": "none"}, "padding": -9}}""", batch)).Apply(batch);
        using TokenBatch jets = padded.Tokens("Jet");

        Assert.That(padded.Mask.ToArray(), Is.EqualTo(new[] { false, true }));
        Assert.That(jets.Mask.ToArray(), Is.EqualTo(new[] { true, true }));
        Assert.That(jets.Values.ToArray(), Is.EqualTo(new float[] { -9, 30 }));
    }

    [Test]
    public async Task Wrapped_objects_are_there_and_masked()
    {
        using EntryBatch batch = Batch(Jagged<float>("Jet_pt", "nJet", [1, 2], [3, 4, 5]));

        using PaddedBatch padded = (await Fit("""
            {"features": {"columns": ["Jet_pt"], "scaling": {"*": "none"}, "collections": {"Jet": {"pad_mode": "wrap"}}}}
            """, batch)).Apply(batch);
        using TokenBatch jets = padded.Tokens("Jet");

        Assert.That(jets.Values.ToArray(), Is.EqualTo(new float[] { 1, 2, 1, 3, 4, 5 }));
        Assert.That(jets.Mask.ToArray(), Is.EqualTo(new[] { true, true, false, true, true, true }));
    }

    [Test]
    public async Task Categories_and_inner_lists_are_numbers_of_their_own()
    {
        using EntryBatch batch = Batch(Jagged<int>("Jet_flavour", "Jet", [5, 4], [4]), DoublyJagged<float>("x", [[1, 2], [3]], [[4]]));

        FeaturePipeline pipeline = await Fit("""
            {"features": {"columns": ["Jet_flavour", "x"], "scaling": {"*": "none"}, "padding": -9, "categorical": {"Jet_flavour": [4, 5]},
                          "collections": {"Jet": {"members": ["Jet_flavour", "x"], "length": [2, 2]}}}}
            """, batch);
        using PaddedBatch padded = pipeline.Apply(batch);
        using TokenBatch jets = padded.Tokens("Jet");

        string[] columns = ["Jet_flavour=4", "Jet_flavour=5", "x[0]", "x[1]"];
        Assert.That(pipeline.Collections[0].TokenColumns, Is.EqualTo(columns));
        Assert.That(jets.Columns, Is.EqualTo(columns));
        Assert.That(jets.Values.ToArray(), Is.EqualTo(new float[] { 0, 1, 1, 2, 1, 0, 3, -9, 1, 0, 4, -9, -9, -9, -9, -9 }));
    }

    [Test]
    public async Task Lists_of_a_fixed_number_are_objects_too()
    {
        ColumnSchema pairs = new("pair", ElementType.Float32, Dimension.Fixed(2), Dimension.Variable);
        using EntryBatch batch = Batch(new Column<float>(
            pairs, 2, SharedMemory<float>.Copy([1, 2, 3, 4]), SharedMemory<int>.Copy([0, 2, 3, 3, 4])));

        using PaddedBatch padded =
            (await Fit("""{"features": {"columns": ["pair"], "scaling": {"*": "none"}, "padding": -9}}""", batch)).Apply(batch);
        using TokenBatch objects = padded.Tokens("pair");

        Assert.That(objects.Columns, Is.EqualTo(new[] { "pair[0]", "pair[1]" }));
        Assert.That(objects.Values.ToArray(), Is.EqualTo(new float[] { 1, 2, 3, -9, -9, -9, 4, -9 }));
        Assert.That(objects.Mask.ToArray(), Is.All.True);
    }

    [Test]
    public async Task A_collection_that_no_entry_has_gives_tokens_without_slots()
    {
        using EntryBatch batch = Batch(Jagged<float>("Jet_pt", "nJet", [], []), Column.Create<float>("MET", 1, 2));

        using PaddedBatch padded = (await Fit("""{"features": {"columns": ["MET", "Jet_pt"]}}""", batch)).Apply(batch);
        using TokenBatch jets = padded.Tokens("Jet");

        Assert.That((jets.EntryCount, jets.SlotCount, jets.Columns.Length), Is.EqualTo((2, 0, 1)));
        Assert.That((jets.Values.Length, jets.Mask.Length), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Chosen_and_joined_rows_have_their_tokens()
    {
        using EntryBatch batch = Batch(Jagged<float>("Jet_pt", "nJet", [1], [2, 3]));
        using PaddedBatch padded = (await Fit("""{"features": {"columns": ["Jet_pt"], "scaling": {"*": "none"}}}""", batch)).Apply(batch);

        using PaddedBatch second = padded.Take([1]), joined = PaddedBatch.Concat(second, padded);
        using TokenBatch jets = joined.Tokens("Jet");

        Assert.That(jets.Values.ToArray(), Is.EqualTo(new float[] { 2, 3, 1, 0, 2, 3 }));
        Assert.That(jets.Mask.ToArray(), Is.EqualTo(new[] { true, true, true, false, true, true }));
    }

    [Test]
    public async Task A_collection_of_another_name_is_told_with_near_ones()
    {
        using EntryBatch batch = Batch(Jagged<float>("Jet_pt", "nJet", [1]));
        using PaddedBatch padded = (await Fit("""{"features": {"columns": ["Jet_pt"]}}""", batch)).Apply(batch);

        Assert.That(() => padded.Tokens("Jets"), Throws.TypeOf<PipelineException>().With.Message.Contains("Nearest: Jet"));
    }
}

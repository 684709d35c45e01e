using static Hep.Jagged.Tests.Pipelines.TestColumns;

namespace Hep.Jagged.Tests.Pipelines;

public sealed class PaddedRowsTests
{
    private const string Features = """{"features": {"columns": ["MET_pt", "Jet_pt", "x"], "collections": {"Jet": {"length": 2}}}}""";

    [Test]
    public async Task Taken_rows_are_what_the_pipeline_makes_of_the_taken_entries()
    {
        using EntryBatch events = Events();
        FeaturePipeline pipeline = await Fit(Features, events);
        using PaddedBatch whole = pipeline.Apply(events);
        using EntryBatch chosen = events.Take([2, 0, 2]);
        using PaddedBatch expected = pipeline.Apply(chosen);

        using PaddedBatch taken = whole.Take([2, 0, 2]);

        AssertEqual(taken, expected);
    }

    [Test]
    public async Task Joined_batches_are_what_the_pipeline_makes_of_the_joined_entries()
    {
        using EntryBatch events = Events();
        using EntryBatch first = events.Slice(0, 1), rest = events.Slice(1, 2), none = events.Slice(0, 0);
        FeaturePipeline pipeline = await Fit(Features, events);
        using PaddedBatch one = pipeline.Apply(first), empty = pipeline.Apply(none), two = pipeline.Apply(rest),
            expected = pipeline.Apply(events);

        using PaddedBatch joined = PaddedBatch.Concat(one, empty, two);

        AssertEqual(joined, expected);
        Assert.That(joined.Truncations, Is.EqualTo(expected.Truncations));
    }

    [Test]
    public async Task Batches_of_other_cells_are_not_joined()
    {
        using EntryBatch events = Events();
        using PaddedBatch one = (await Fit(Features, events)).Apply(events),
            other = (await Fit("""{"features": {"columns": ["MET_pt"]}}""", events)).Apply(events);

        Assert.That(() => PaddedBatch.Concat(one, other), Throws.TypeOf<PipelineException>().With.Message.Contains("different cells"));
    }

    private static void AssertEqual(PaddedBatch actual, PaddedBatch expected)
    {
        Assert.That(actual.Cells, Is.EqualTo(expected.Cells));
        Assert.That(actual.Features.ToArray(), Is.EqualTo(expected.Features.ToArray()));
        Assert.That(actual.Mask.ToArray(), Is.EqualTo(expected.Mask.ToArray()));
        Assert.That(actual.Lengths("Jet").ToArray(), Is.EqualTo(expected.Lengths("Jet").ToArray()));
        Assert.That(actual.InnerLengths("x").ToArray(), Is.EqualTo(expected.InnerLengths("x").ToArray()));
        Assert.That(actual.Labels.ToArray(), Is.EqualTo(expected.Labels.ToArray()));
        Assert.That(actual.Weights.ToArray(), Is.EqualTo(expected.Weights.ToArray()));
        Assert.That(actual.Selected.ToArray(), Is.EqualTo(expected.Selected.ToArray()));
        Assert.That(actual.Identities.Entries.ToArray(), Is.EqualTo(expected.Identities.Entries.ToArray()));
    }

    private static EntryBatch Events() => Batch(
        Column.Create<float>("MET_pt", 10, 20, 30), Jagged<float>("Jet_pt", "nJet", [3, 1], [], [4, 6, 5]),
        DoublyJagged<float>("x", [[1], [2, 3]], [], [[4]]),
        Column.Create<float>("hep.label", 1, 0, 1), Column.Create<float>("hep.weight", 0.5f, 2, 3));
}

using static Hep.Jagged.Tests.Pipelines.TestColumns;

namespace Hep.Jagged.Tests.Pipelines;

/// <summary>Sentences of the configuration's description, each with numbers that can be checked by eye.</summary>
public sealed class PipelineTests
{
    private const float Nan = float.NaN;

    [Test]
    public async Task Cells_stand_in_the_order_of_the_columns_and_lists_take_their_longest_length()
    {
        using EntryBatch batch = Events();

        using PaddedBatch padded = (await Fit("""{"features": {"columns": ["MET_pt", "Jet_pt"]}}""", batch)).Apply(batch);

        Assert.That(padded.Cells, Is.EqualTo(new[] { "MET_pt", "Jet_pt[0]", "Jet_pt[1]", "Jet_pt[2]" }));
        Assert.That(padded.Features.ToArray(), Is.EqualTo(new float[] { 10, 3, 1, 0, 20, 0, 0, 0, 30, 4, 6, 5 }));
        Assert.That(padded.Mask.ToArray(), Is.EqualTo(new[] { true, true, true, false, true, false, false, false, true, true, true, true }));
        Assert.That(padded.Lengths("Jet").ToArray(), Is.EqualTo(new[] { 2, 0, 3 }));
    }

    private static EntryBatch Events() => Batch(Column.Create<float>("MET_pt", 10, 20, 30), Jagged<float>("Jet_pt", "nJet", [3, 1], [], [4, 6, 5]));
}

using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Typed;

/// <summary>Columns that do not fit are named before anything is read.</summary>
public sealed class RecordFitTests
{
    [Test]
    public async Task A_missing_column_is_answered_with_near_names()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        RootTree tree = await file.OpenTreeAsync();

        RootException failure = Assert.Throws<RootException>(() => tree.ReadAsync<Misspelt>())!;

        Assert.That(failure.Message,
            Is.EqualTo($"Misspelt does not fit tree 'Events' ({file.Location}). "
                + "No column 'Moun_pt' for member Moun_pt, which is a list of float32. Nearest: Muon_pt."));
        Assert.That((failure.File, failure.Object), Is.EqualTo((file.Location, "Events")));
    }

    [Test]
    public async Task All_that_does_not_fit_is_told_at_once_with_what_would_be_right()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        RootTree tree = await file.OpenTreeAsync();

        RootException failure = Assert.Throws<RootException>(() => tree.ReadBatchesAsync<Lossy>())!;

        Assert.That(failure.Message,
            Does.Contain("Column 'MET_pt: float32' does not fit member MET_pt, which is int32: declare it as float.")
            .And.Contain("Column 'Jet_pt: float32[*]' does not fit member Jet_pt, which is float32: declare it as float[].")
            .And.Contain("Column 'PV_cov: float32[3][3]' does not fit member Covariance, which is a list of int64: declare it as float[].")
            .And.Contain("Column 'nJet:"));
    }

    [TestCase(ElementType.Int16, ElementType.Int32, true)]
    [TestCase(ElementType.UInt16, ElementType.Int32, true)]
    [TestCase(ElementType.Int16, ElementType.Float32, true)]
    [TestCase(ElementType.Float32, ElementType.Float64, true)]
    [TestCase(ElementType.UInt32, ElementType.Float64, true)]
    [TestCase(ElementType.Bool, ElementType.Int8, true)]
    [TestCase(ElementType.Int32, ElementType.Int16, false)]
    [TestCase(ElementType.UInt32, ElementType.Int32, false)]
    [TestCase(ElementType.Int32, ElementType.Float32, false)]
    [TestCase(ElementType.Int64, ElementType.Float64, false)]
    [TestCase(ElementType.Float64, ElementType.Float32, false)]
    [TestCase(ElementType.Int8, ElementType.Bool, false)]
    [TestCase(ElementType.String, ElementType.Int8, false)]
    public void Only_what_loses_nothing_is_promoted(ElementType column, ElementType member, bool fits)
    {
        RecordMember wanted = member switch
        {
            ElementType.Int8 => RecordMember.Value<sbyte>("x"),
            ElementType.Int16 => RecordMember.Value<short>("x"),
            ElementType.Int32 => RecordMember.Value<int>("x"),
            ElementType.Float32 => RecordMember.Value<float>("x"),
            ElementType.Float64 => RecordMember.Value<double>("x"),
            _ => RecordMember.Value<bool>("x"),
        };

        Assert.That(RecordFit.Holds(wanted, new ColumnSchema("x", column)), Is.EqualTo(fits));
    }

    [Test]
    public void Bytes_nobody_described_are_a_list_of_bytes()
    {
        Assert.That(RecordFit.Holds(RecordMember.List<byte>("x"), new ColumnSchema("x", ElementType.Bytes)), Is.True);
        Assert.That(RecordFit.Holds(RecordMember.Text("x"), new ColumnSchema("x", ElementType.Bytes)), Is.False);
        Assert.That(RecordFit.CSharpTypeOf(new ColumnSchema("x", ElementType.Bytes, Dimension.Variable)), Is.EqualTo("byte[][]"));
    }

    [Test]
    public void A_stream_that_lacks_a_column_is_refused_and_its_batch_given_back()
    {
        EntryBatch batch = TypedColumns.Batch(Column.Create("Flot", 1));

        RootException failure = Assert.ThrowsAsync<RootException>(async () =>
        {
            await foreach (Patient _ in Stream(batch).ReadAsync<Patient>()) { }
        })!;

        Assert.That(failure.Message, Does.Contain("No column 'Flat' for member Flat, which is int32. Nearest: Flot."));
        Assert.Throws<ObjectDisposedException>(() => _ = batch.Identities);
    }

    private static async IAsyncEnumerable<EntryBatch> Stream(EntryBatch batch)
    {
        yield return batch;
        await Task.CompletedTask;
    }
}

[RootRecord]
internal sealed partial record Misspelt(float[] Moun_pt);

[RootRecord]
internal sealed partial record Lossy(int MET_pt, float Jet_pt, [RootColumn("PV_cov")] long[] Covariance, byte nJet);

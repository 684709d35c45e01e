using Hep.Jagged;
using Hep.Root.IO.Tests.Writing;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Typed;

/// <summary>Records read from a tree hold what the batches hold.</summary>
public sealed class TreeRecordsTests
{
    [TestCase(TreeFormat.TTree)]
    [TestCase(TreeFormat.RNTuple)]
    public async Task Records_hold_the_values_of_their_columns(TreeFormat format)
    {
        await using RootFile file = await RootFile.OpenAsync(await WrittenTree.CopyAsync(TestData.Sample("signal.root"), format));
        RootTree tree = await file.OpenTreeAsync();
        List<MuonEvent> records = [];

        await foreach (MuonEvent e in tree.ReadAsync<MuonEvent>(new ReadOptions { BatchSize = 300, EndEntry = 1000 })) records.Add(e);

        using EntryBatch batch = await WholeAsync(tree, ["MET_pt", "Muon_pt", "Jet_pt"], 1000);
        Assert.That(records.Select(r => r.MET_pt), Is.EqualTo(batch.Get<float>("MET_pt").Values.ToArray()));
        Assert.That(records.SelectMany(r => r.Muon_pt.ToArray()), Is.EqualTo(batch.Get<float>("Muon_pt").Values.ToArray()));
        Assert.That(records.SelectMany(r => r.JetPt), Is.EqualTo(batch.Get<float>("Jet_pt").Values.ToArray()));
        Assert.That(records.Select(r => r.JetPt.Length),
            Is.EqualTo(Enumerable.Range(0, 1000).Select(i => batch.Get<float>("Jet_pt")[i].Length)));
    }

    [Test]
    public async Task Views_read_in_place_what_records_hold()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        RootTree tree = await file.OpenTreeAsync();
        double muons = 0, jets = 0, met = 0, expected = 0;

        await foreach (RecordBatch<MuonEvent> batch in tree.ReadBatchesAsync<MuonEvent>(new ReadOptions { BatchSize = 999 }))
            using (batch)
                foreach (MuonEvent.View e in batch)
                {
                    met += e.MET_pt;
                    foreach (float pt in e.Muon_pt) muons += pt;
                    foreach (float pt in e.JetPt) jets += pt;
                }

        await foreach (MuonEvent e in tree.ReadAsync<MuonEvent>()) expected += e.MET_pt;
        Assert.That(jets, Is.EqualTo(1140732.28125));   // as the generator of the sample noted it
        Assert.That(met, Is.EqualTo(expected));
        Assert.That(muons, Is.GreaterThan(0));
    }

    [TestCase(TreeFormat.TTree)]
    [TestCase(TreeFormat.RNTuple)]
    public async Task Narrow_columns_are_promoted_and_fixed_shapes_are_lists_or_lists_of_lists(TreeFormat format)
    {
        await using RootFile file = await RootFile.OpenAsync(await WrittenTree.CopyAsync(TestData.Sample("signal.root"), format));
        RootTree tree = await file.OpenTreeAsync();

        await foreach (WideRow e in tree.ReadAsync<WideRow>(new ReadOptions { EndEntry = 5 }))
        {
            Assert.That(e.Rows.Select(r => r.Length), Is.EqualTo(new[] { 3, 3, 3 }));
            Assert.That(e.PV_cov, Is.EqualTo(e.Rows.SelectMany(r => r)));
            Assert.That(e.Jet_pt, Has.Length.EqualTo(e.nJet));
            Assert.That(e.Vertices, Is.GreaterThan(0));
        }
    }

    [Test]
    public async Task Records_may_be_kept_when_their_batch_is_long_gone()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        RootTree tree = await file.OpenTreeAsync();
        List<MuonEvent> records = [];
        await foreach (MuonEvent e in tree.ReadAsync<MuonEvent>(new ReadOptions { BatchSize = 500 })) records.Add(e);

        // Whatever the pool gets back is overwritten here.
        await foreach (EntryBatch batch in tree.ReadBatchesAsync(["Jet_*", "Muon_*"], new ReadOptions { BatchSize = 500 })) batch.Dispose();

        double sum = 0;
        foreach (MuonEvent e in records)
            foreach (float pt in e.Muon_pt.Span) sum += pt;
        using EntryBatch whole = await WholeAsync(tree, ["Muon_pt"], tree.EntryCount);
        double expected = 0;
        foreach (float pt in whole.Get<float>("Muon_pt").Values) expected += pt;
        Assert.That(sum, Is.EqualTo(expected));
    }

    [Test]
    public async Task Streams_behind_cuts_and_definitions_are_records_too()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        RootTree tree = await file.OpenTreeAsync();
        int count = 0;

        await foreach (Selected e in tree.ReadBatchesAsync(["nMuon", "Muon_pt"])
            .Filter("nMuon >= 2").Define("leading", "Muon_pt[0]").ReadAsync<Selected>())
        {
            Assert.That(e.Muon_pt, Has.Length.GreaterThanOrEqualTo(2));
            Assert.That(e.leading, Is.EqualTo((double)e.Muon_pt[0]));
            count++;
        }

        Assert.That(count, Is.GreaterThan(10));
    }

    [Test]
    public async Task Nothing_is_allocated_for_an_entry_that_is_viewed()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        RootTree tree = await file.OpenTreeAsync();
        EntryBatch entries = await WholeAsync(tree, ["MET_pt", "Muon_pt", "Jet_pt"], tree.EntryCount);
        using RecordBatch<MuonEvent> batch = entries.AsRecords<MuonEvent>();
        double sum = Sum(batch);

        long before = GC.GetAllocatedBytesForCurrentThread();
        double again = Sum(batch);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(again, Is.EqualTo(sum));
        Assert.That(allocated, Is.Zero);

        static double Sum(RecordBatch<MuonEvent> batch)
        {
            double sum = 0;
            foreach (MuonEvent.View e in batch)
            {
                sum += e.MET_pt;
                foreach (float pt in e.Muon_pt) sum += pt;
                foreach (float pt in e.JetPt) sum += pt;
            }
            return sum;
        }
    }

    [Test]
    public async Task Cancellation_ends_the_records()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        RootTree tree = await file.OpenTreeAsync();
        using CancellationTokenSource stop = new();
        int read = 0;

        Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (FlatEvent e in tree.ReadAsync<FlatEvent>().WithCancellation(stop.Token))
                if (++read == 10) await stop.CancelAsync();
        });
        Assert.That(read, Is.LessThan(tree.EntryCount));
    }

    [Test]
    [Category("Corpus")]
    public async Task Records_of_a_collection_of_an_RNTuple_have_its_members_and_its_length()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Reference("corpus", "files",
            "Run2012BC_DoubleMuParked_Muons_1000evts_rntuple_v1-0-0-0.root"));
        RootTree tree = await file.OpenTreeAsync();
        List<MuonLists> records = [];

        await foreach (MuonLists e in tree.ReadAsync<MuonLists>(new ReadOptions { BatchSize = 77 })) records.Add(e);

        using EntryBatch batch = await WholeAsync(tree, ["nMuon", "Muon_*"], tree.EntryCount);
        using Column<long> counts = batch.GetAs<long>("nMuon");
        Assert.That(records.Select(r => r.nMuon), Is.EqualTo(counts.Values.ToArray()));
        Assert.That(records.Select(r => (long)r.Muon_charge.Length), Is.EqualTo(counts.Values.ToArray()));
        Assert.That(records.SelectMany(r => r.Muon_pt.ToArray()), Is.EqualTo(batch.Get<float>("Muon_pt").Values.ToArray()));
        Assert.That(records.SelectMany(r => r.Muon_charge), Is.EqualTo(batch.Get<int>("Muon_charge").Values.ToArray()));
    }

    private static async Task<EntryBatch> WholeAsync(RootTree tree, string[] columns, long end)
    {
        await foreach (EntryBatch batch in tree.ReadBatchesAsync(columns, new ReadOptions { EndEntry = end, BatchSize = (int)end }))
            return batch;
        throw new InvalidOperationException("No batch.");
    }
}

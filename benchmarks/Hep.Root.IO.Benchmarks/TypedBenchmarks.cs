using BenchmarkDotNet.Attributes;
using Hep.Jagged;

namespace Hep.Root.IO.Benchmarks;

/// <summary>
/// A sum over flat columns, and one over a flat and a jagged one, of an open tree: over the spans of batches, over views, over records. The
/// floor is the batch, which reads and decodes the same columns.
/// </summary>
[MemoryDiagnoser]
public class TypedBenchmarks
{
    private RootTree _tree = null!;

    [GlobalSetup]
    public async Task OpenAsync() => _tree = await RootTree.OpenAsync(Samples.Path("background.root"));

    [GlobalCleanup]
    public async Task CloseAsync() => await _tree.DisposeAsync();

    [Benchmark(Baseline = true)]
    public async Task<double> FlatBatches()
    {
        double sum = 0;
        await foreach (EntryBatch batch in _tree.ReadBatchesAsync(["MET_pt", "MET_phi", "PV_npvs", "nJet", "nMuon", "event"]))
            using (batch) sum += Sum(batch);
        return sum;

        static double Sum(EntryBatch batch)
        {
            double sum = 0;
            ReadOnlySpan<float> pt = batch.Get<float>("MET_pt").Values, phi = batch.Get<float>("MET_phi").Values;
            ReadOnlySpan<int> vertices = batch.Get<int>("PV_npvs").Values,
                jets = batch.Get<int>("nJet").Values, muons = batch.Get<int>("nMuon").Values;
            ReadOnlySpan<ulong> numbers = batch.Get<ulong>("event").Values;
            for (int i = 0; i < batch.EntryCount; i++) sum += pt[i] + phi[i] + vertices[i] + jets[i] + muons[i] + numbers[i];
            return sum;
        }
    }

    [Benchmark]
    public async Task<double> FlatViews()
    {
        double sum = 0;
        await foreach (RecordBatch<FlatRow> batch in _tree.ReadBatchesAsync<FlatRow>())
            using (batch)
                foreach (FlatRow.View e in batch) sum += e.MET_pt + e.MET_phi + e.PV_npvs + e.nJet + e.nMuon + e.@event;
        return sum;
    }

    [Benchmark]
    public async Task<double> FlatRecords()
    {
        double sum = 0;
        await foreach (FlatRow e in _tree.ReadAsync<FlatRow>()) sum += e.MET_pt + e.MET_phi + e.PV_npvs + e.nJet + e.nMuon + e.@event;
        return sum;
    }

    [Benchmark]
    public async Task<double> JaggedBatches()
    {
        double sum = 0;
        await foreach (EntryBatch batch in _tree.ReadBatchesAsync(["MET_pt", "Jet_pt"]))
            using (batch)
            {
                Column<float> met = batch.Get<float>("MET_pt"), jets = batch.Get<float>("Jet_pt");
                for (int i = 0; i < batch.EntryCount; i++)
                {
                    sum += met.Values[i];
                    foreach (float pt in jets[i]) sum += pt;
                }
            }
        return sum;
    }

    [Benchmark]
    public async Task<double> JaggedViews()
    {
        double sum = 0;
        await foreach (RecordBatch<JetRow> batch in _tree.ReadBatchesAsync<JetRow>())
            using (batch)
                foreach (JetRow.View e in batch)
                {
                    sum += e.MET_pt;
                    foreach (float pt in e.Jet_pt) sum += pt;
                }
        return sum;
    }

    [Benchmark]
    public async Task<double> JaggedRecords()
    {
        double sum = 0;
        await foreach (JetRow e in _tree.ReadAsync<JetRow>())
        {
            sum += e.MET_pt;
            foreach (float pt in e.Jet_pt) sum += pt;
        }
        return sum;
    }
}

[RootRecord]
public readonly partial record struct FlatRow(float MET_pt, float MET_phi, int PV_npvs, int nJet, int nMuon, ulong @event);

[RootRecord]
public readonly partial record struct JetRow(float MET_pt, float[] Jet_pt);

using BenchmarkDotNet.Attributes;
using Hep.Jagged;

namespace Hep.Root.IO.Benchmarks;

/// <summary>
/// Entries that are in memory, written without compression: as records, and as batches of the same columns, the floor. Figures are of all
/// 80 000 entries.
/// </summary>
[MemoryDiagnoser]
public class RecordWriteBenchmarks
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("hep-records-").FullName, "written.root");
    private readonly List<EntryBatch> _batches = [];
    private JetsRow[] _records = [];

    [Params(TreeFormat.TTree, TreeFormat.RNTuple)]
    public TreeFormat Format { get; set; }

    [GlobalSetup]
    public async Task ReadAsync()
    {
        await using RootTree tree = await RootTree.OpenAsync(Samples.Path("signal.root"));
        string[] columns = ["MET_pt", "MET_phi", "event", "nJet", "Jet_pt", "Jet_eta"];
        List<JetsRow> records = [];
        for (int times = 0; times < 10; times++)
        {
            await foreach (EntryBatch batch in tree.ReadBatchesAsync(columns, new() { BatchSize = 4096 })) _batches.Add(batch);
            await foreach (JetsRow row in tree.ReadAsync<JetsRow>()) records.Add(row);
        }
        _records = [.. records];
    }

    [GlobalCleanup]
    public void Delete()
    {
        _batches.ForEach(b => b.Dispose());
        Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);
    }

    [Benchmark(Baseline = true)]
    public async Task<long> Batches()
    {
        await using RootFileWriter output = await RootFileWriter.CreateAsync(_path, new() { Compression = RootCompression.None });
        await using RootTreeWriter tree = await output.CreateTreeAsync("Events", new() { Format = Format });
        foreach (EntryBatch batch in _batches) await tree.WriteAsync(batch);
        await tree.CompleteAsync();
        await output.CompleteAsync();
        return tree.EntryCount;
    }

    [Benchmark]
    public async Task<long> Records()
    {
        await using RootFileWriter output = await RootFileWriter.CreateAsync(_path, new() { Compression = RootCompression.None });
        long entries = await output.WriteTreeAsync("Events", _records, new() { Format = Format });
        await output.CompleteAsync();
        return entries;
    }
}

[RootRecord]
public readonly partial record struct JetsRow(float MET_pt, float MET_phi, ulong @event, int nJet, float[] Jet_pt, float[] Jet_eta);

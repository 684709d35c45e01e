using BenchmarkDotNet.Attributes;

namespace Hep.Jagged.Benchmarks;

/// <summary>
/// Entry operators over ten batches of a thousand events, beside a copy of their bytes and reading them without an operator.
/// </summary>
[MemoryDiagnoser]
public class StreamBenchmarks
{
    private readonly BatchSource _source = MakeSource();
    private readonly Floor _floor = Floor.Of(SampleEvents.Make());

    [Benchmark(Baseline = true)]
    public void Copy() => _floor.Copy();

    [Benchmark]
    public Task<int> Read() => CountAsync(_source);

    [Benchmark]
    public Task<int> Filter() => CountAsync(_source.Filter("nJet >= 1 && MET_pt > 10"));

    [Benchmark]
    public Task<int> Define() => CountAsync(_source.Define("ST", "HT + MET_pt"));

    [Benchmark]
    public Task<int> RebatchSmaller() => CountAsync(_source.Rebatch(256));

    [Benchmark]
    public Task<int> RebatchLarger() => CountAsync(_source.Rebatch(SampleEvents.EntryCount));

    [Benchmark]
    public Task<int> ShuffleEntries() => CountAsync(_source.ShuffleEntries(4000, seed: 7));

    [Benchmark]
    public Task<int> SplitEntries() => CountAsync(_source.SplitEntries(new EntrySplit()).Training);

    private static BatchSource MakeSource()
    {
        using EntryBatch events = SampleEvents.Make();
        return BatchSource.From([.. Enumerable.Range(0, 10).Select(i => events.Slice(i * events.EntryCount / 10, events.EntryCount / 10))]);
    }

    private static async Task<int> CountAsync(IBatchSource source)
    {
        int entries = 0;
        await foreach (EntryBatch batch in source.ReadAsync())
            using (batch) entries += batch.EntryCount;
        return entries;
    }
}

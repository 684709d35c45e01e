using BenchmarkDotNet.Attributes;
using Hep.Jagged;

namespace Hep.Root.IO.Benchmarks;

/// <summary>
/// Ten sample files as a dataset, as training takes them: in their order, mixed anew, and turned into padded vectors, of which reading and
/// turning alone are the floors.
/// </summary>
[MemoryDiagnoser]
public class DatasetBenchmarks
{
    private static readonly FeatureSpecification Features = FeatureSpecification.FromJson(
        """{"features": {"columns": ["MET_*", "Jet_*"], "scaling": {"*": "standard"}}}""");

    private readonly List<EntryBatch> _inMemory = [];
    private RootDataset _all = null!;
    private RootDataset _mixed = null!;
    private RootDataset _wanted = null!;
    private RootDataset _wantedOnTwoThreads = null!;
    private FeaturePipeline _pipeline = null!;

    /// <summary>Files of Zstandard and LZ4.</summary>
    [Params("signal.root", "background.root")]
    public string Sample { get; set; } = "";

    [GlobalSetup]
    public async Task OpenAsync()
    {
        DatasetSpecification files = new()
        {
            Sources = [new DatasetSource { Files = [.. Enumerable.Repeat(Samples.Path(Sample), 10)] }],
        };
        _all = await RootDataset.OpenAsync(files);
        _mixed = await RootDataset.OpenAsync(files, new DatasetOptions { Shuffle = new ShuffleOptions() });
        _pipeline = FeaturePipeline.Create(Features, await FeatureStatistics.CollectAsync(_all, Features));
        _wanted = _all.WithColumns(_pipeline.InputSchema);
        RootDataset onTwoThreads = await RootDataset.OpenAsync(files, new DatasetOptions { Reading = new ReadOptions { Threads = 2 } });
        _wantedOnTwoThreads = onTwoThreads.WithColumns(_pipeline.InputSchema);
        await foreach (EntryBatch batch in _wanted.ReadAsync()) _inMemory.Add(batch);
    }

    [GlobalCleanup]
    public void Drop() => _inMemory.ForEach(b => b.Dispose());

    /// <summary>All columns, in the order of the files.</summary>
    [Benchmark(Baseline = true)]
    public Task<long> InOrder() => CountAsync(_all.ReadAsync());

    /// <summary>All columns, mixed.</summary>
    [Benchmark]
    public Task<long> Mixed() => CountAsync(_mixed.ReadAsync());

    /// <summary>The columns of the features.</summary>
    [Benchmark]
    public Task<long> ReadFeatures() => CountAsync(_wanted.ReadAsync());

    /// <summary>The same from memory, padded and scaled.</summary>
    [Benchmark]
    public long PadFeatures()
    {
        long cells = 0;
        foreach (EntryBatch batch in _inMemory)
        {
            using PaddedBatch padded = _pipeline.Apply(batch);
            cells += padded.Features.Length;
        }
        return cells;
    }

    /// <summary>Read, padded and scaled, on one thread.</summary>
    [Benchmark]
    public Task<long> ReadAndPad() => CountCellsAsync(_wanted);

    /// <summary>The same on two threads.</summary>
    [Benchmark]
    public Task<long> ReadAndPadOnTwoThreads() => CountCellsAsync(_wantedOnTwoThreads);

    private async Task<long> CountCellsAsync(RootDataset dataset)
    {
        long cells = 0;
        await foreach (PaddedBatch batch in dataset.Vectorize(_pipeline))
            using (batch) cells += batch.Features.Length;
        return cells;
    }

    private static async Task<long> CountAsync(IAsyncEnumerable<EntryBatch> stream)
    {
        long entries = 0;
        await foreach (EntryBatch batch in stream)
            using (batch) entries += batch.EntryCount;
        return entries;
    }
}

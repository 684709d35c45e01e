using BenchmarkDotNet.Attributes;
using Hep.Jagged;

namespace Hep.Root.IO.Benchmarks;

/// <summary>
/// A sample file: opened, read, dropped. The floor beside it is the codec alone, over the very same blocks into memory that stays in the
/// cache: no file, no tree, no swap of bytes, no result.
/// </summary>
[MemoryDiagnoser]
public class ReadBenchmarks
{
    private const string Few = "MET_pt > 150";

    private Baskets _baskets = null!;
    private RootTree _tree = null!;
    private RootLocation[] _tenTimes = [];

    /// <summary>Files of Zstandard, LZ4 and xz, in this order.</summary>
    [Params("signal.root", "background.root", "background2.root")]
    public string Sample { get; set; } = "";

    [GlobalSetup]
    public async Task OpenAsync()
    {
        _baskets = new Baskets(Samples.Path(Sample));
        _tree = await RootTree.OpenAsync(Samples.Path(Sample));
        _tenTimes = [.. Enumerable.Repeat(new RootLocation(Samples.Path(Sample), null), 10)];
    }

    [GlobalCleanup]
    public async Task CloseAsync() => await _tree.DisposeAsync();

    /// <summary>The floor.</summary>
    [Benchmark(Baseline = true)]
    public int Codec() => _baskets.Decompress();

    /// <summary>The metadata alone: keys, layouts, branches.</summary>
    [Benchmark]
    public async Task<int> Open()
    {
        await using RootTree tree = await RootTree.OpenAsync(Samples.Path(Sample));
        return tree.Columns.Count;
    }

    /// <summary>All columns of an open tree.</summary>
    [Benchmark]
    public Task<long> AllColumns() => CountAsync(_tree.ReadBatchesAsync());

    /// <summary>One jagged column of an open tree.</summary>
    [Benchmark]
    public Task<long> OneColumn() => CountAsync(_tree.ReadBatchesAsync(["Jet_pt"]));

    /// <summary>All columns of the entries that pass a cut, read and then cut.</summary>
    [Benchmark]
    public Task<long> CutBehind() => CountAsync(_tree.ReadBatchesAsync(null, new ReadOptions { BatchSize = 500 }).Filter(Few));

    /// <summary>The same, cut while reading.</summary>
    [Benchmark]
    public Task<long> CutWhileReading() =>
        CountAsync(_tree.ReadBatchesAsync(null, new ReadOptions { BatchSize = 500, Where = Expression.Parse(Few) }));

    /// <summary>All columns of ten files, each opened and closed.</summary>
    [Benchmark]
    public Task<long> TenFiles() => CountAsync(RootTrees.ReadBatchesAsync(_tenTimes));

    /// <summary>The same on two threads.</summary>
    [Benchmark]
    public Task<long> TenFilesOnTwoThreads() => CountAsync(RootTrees.ReadBatchesAsync(_tenTimes, null, new ReadOptions { Threads = 2 }));

    private static async Task<long> CountAsync(IAsyncEnumerable<EntryBatch> stream)
    {
        long values = 0;
        await foreach (EntryBatch batch in stream)
            using (batch)
                foreach (Column column in batch.Columns) values += column.ValueCount;
        return values;
    }
}

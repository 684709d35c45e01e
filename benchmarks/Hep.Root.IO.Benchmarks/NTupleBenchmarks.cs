using BenchmarkDotNet.Attributes;
using Hep.Jagged;

namespace Hep.Root.IO.Benchmarks;

/// <summary>
/// An RNTuple, <c>FILE</c> or <c>FILE:NTUPLE</c> of the environment's HEP_BENCHMARK_NTUPLE: opened, read, dropped. The floor beside it
/// is the codec alone, over the very same pages into memory that stays in the cache.
/// </summary>
[MemoryDiagnoser]
public class NTupleBenchmarks
{
    private Pages _pages = null!;
    private RootTree _tree = null!;

    private static string Location => Environment.GetEnvironmentVariable("HEP_BENCHMARK_NTUPLE")
        ?? throw new InvalidOperationException("HEP_BENCHMARK_NTUPLE names the RNTuple that is read.");

    [GlobalSetup]
    public async Task OpenAsync()
    {
        _pages = await Pages.ReadAsync(Location);
        _tree = await RootTree.OpenAsync(Location);
    }

    [GlobalCleanup]
    public async Task CloseAsync() => await _tree.DisposeAsync();

    /// <summary>The floor.</summary>
    [Benchmark(Baseline = true)]
    public int Codec() => _pages.Decompress();

    /// <summary>The metadata alone: anchor, header, footer, page lists.</summary>
    [Benchmark]
    public async Task<int> Open()
    {
        await using RootTree tree = await RootTree.OpenAsync(Location);
        return tree.Columns.Count;
    }

    /// <summary>All columns of an open RNTuple.</summary>
    [Benchmark]
    public Task<long> AllColumns() => CountAsync(new ReadOptions());

    /// <summary>The same on two threads.</summary>
    [Benchmark]
    public Task<long> AllColumnsOnTwoThreads() => CountAsync(new ReadOptions { Threads = 2 });

    private async Task<long> CountAsync(ReadOptions options)
    {
        long values = 0;
        await foreach (EntryBatch batch in _tree.ReadBatchesAsync(null, options))
            using (batch)
                foreach (Column column in batch.Columns) values += column.ValueCount;
        return values;
    }
}

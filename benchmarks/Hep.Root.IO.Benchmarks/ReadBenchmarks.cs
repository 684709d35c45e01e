using BenchmarkDotNet.Attributes;
using Hep.Jagged;

namespace Hep.Root.IO.Benchmarks;

/// <summary>
/// All columns of a sample file: opened, read, dropped. The floor beside it reads the file's bytes and does nothing with them.
/// </summary>
[MemoryDiagnoser]
public class ReadBenchmarks
{
    private byte[] _bytes = [];

    /// <summary>Files of Zstandard, LZ4 and xz, in this order.</summary>
    [Params("signal.root", "background.root", "background2.root")]
    public string Sample { get; set; } = "";

    [GlobalSetup]
    public void Allocate() => _bytes = new byte[new FileInfo(Samples.Path(Sample)).Length];

    [Benchmark(Baseline = true)]
    public void Bytes()
    {
        using FileStream file = File.OpenRead(Samples.Path(Sample));
        file.ReadExactly(_bytes);
    }

    /// <summary>The metadata alone: keys, layouts, branches.</summary>
    [Benchmark]
    public async Task<int> Open()
    {
        await using RootTree tree = await RootTree.OpenAsync(Samples.Path(Sample));
        return tree.Columns.Count;
    }

    [Benchmark]
    public async Task<long> Columns()
    {
        await using RootFile file = await RootFile.OpenAsync(Samples.Path(Sample));
        RootTree tree = await file.OpenTreeAsync();
        long values = 0;
        await foreach (EntryBatch batch in tree.ReadBatchesAsync())
            using (batch)
                foreach (Column column in batch.Columns) values += column.ValueCount;
        return values;
    }
}

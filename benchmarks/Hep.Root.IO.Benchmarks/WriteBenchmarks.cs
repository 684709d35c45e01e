using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Hep.Jagged;
using Hep.Root.IO.Compression.Encoders;

namespace Hep.Root.IO.Benchmarks;

/// <summary>
/// All columns of a sample file, in memory ten times, written to a file. The floor beside it is the codec alone, over the same values as
/// they come to lie in baskets: no tree, no swap of bytes, no file.
/// </summary>
[MemoryDiagnoser]
public class WriteBenchmarks
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("hep-write-").FullName, "written.root");
    private readonly List<EntryBatch> _batches = [];
    private readonly List<byte[]> _baskets = [];
    private readonly byte[] _stored = new byte[1 << 20];
    private RootCompression _compression;

    /// <summary>
    /// The codec and its level, as ROOT counts: none, LZ4 fast, LZ4 as NanoAOD has it, Zstandard fast and as RNTuple has it.
    /// </summary>
    [Params(0, 401, 404, 502, 505)]
    public int Code { get; set; }

    [GlobalSetup]
    public async Task ReadAsync()
    {
        _compression = (Code / 100) switch { 4 => RootCompression.Lz4(Code % 100), 5 => RootCompression.Zstd(Code % 100), _ => default };
        await using RootTree tree = await RootTree.OpenAsync(Samples.Path("signal.root"));
        for (int times = 0; times < 10; times++)
            await foreach (EntryBatch batch in tree.ReadBatchesAsync()) _batches.Add(batch);
        await WriteAsync(RootCompression.None, 1);
        await CutAsync();
    }

    [GlobalCleanup]
    public void Delete()
    {
        _batches.ForEach(b => b.Dispose());
        Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);
    }

    /// <summary>The floor.</summary>
    [Benchmark(Baseline = true)]
    public long Codec()
    {
        long bytes = 0;
        foreach (byte[] basket in _baskets)
            if (Code == 0) basket.CopyTo(_stored, 0);
            else bytes += FrameEncoder.Compress(basket, _stored, _compression);
        return bytes;
    }

    [Benchmark]
    public Task OneThread() => WriteAsync(_compression, 1);

    [Benchmark]
    public Task TwoThreads() => WriteAsync(_compression, 2);

    private async Task WriteAsync(RootCompression compression, int threads)
    {
        await using RootFileWriter output = await RootFileWriter.CreateAsync(_path, new() { Compression = compression });
        await using (RootTreeWriter tree = await output.CreateTreeAsync("Events", new() { Threads = threads }))
        {
            foreach (EntryBatch batch in _batches) await tree.WriteAsync(batch);
            await tree.CompleteAsync();
        }
        await output.CompleteAsync();
    }

    // The payloads of the baskets as they were stored without compression.
    private async Task CutAsync()
    {
        byte[] file = await File.ReadAllBytesAsync(_path);
        for (int at = 100; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            int key = BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 14));
            if (length > 0 && file.AsSpan(at, key).IndexOf("TBasket"u8) >= 0) _baskets.Add(file[(at + key)..(at + length)]);
            at += Math.Abs(length);
        }
    }
}

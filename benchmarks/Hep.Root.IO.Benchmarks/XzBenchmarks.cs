using BenchmarkDotNet.Attributes;
using Hep.Root.IO.Compression;

namespace Hep.Root.IO.Benchmarks;

/// <summary>All xz baskets of a sample file, one after the other, beside a copy of their plain bytes.</summary>
[MemoryDiagnoser]
public class XzBenchmarks
{
    private readonly List<byte[]> _blocks = [];
    private byte[] _plain = [], _destination = [];

    [GlobalSetup]
    public void Collect()
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(Samples.Path("background2.root"));
        int plainBytes = 0;
        for (int at = 0; file[at..].IndexOf([(byte)'X', (byte)'Z', (byte)0]) is >= 0 and var skip;)
        {
            BlockHeader header = BlockHeader.Parse(file, at += skip);
            _blocks.Add(file.Slice(at, BlockHeader.Bytes + header.StoredBytes).ToArray());
            plainBytes += header.PlainBytes;
            at += _blocks[^1].Length;
        }
        _plain = new byte[plainBytes];
        _destination = new byte[plainBytes];
        Xz();
        _destination.CopyTo(_plain, 0);
    }

    [Benchmark(Baseline = true)]
    public void Copy() => _plain.CopyTo(_destination, 0);

    [Benchmark]
    public int Xz()
    {
        int at = 0;
        foreach (byte[] block in _blocks)
        {
            int plainBytes = (int)BlockFrames.PlainSize(block);
            BlockFrames.Decompress(block, _destination.AsSpan(at, plainBytes), verifyChecksums: true);
            at += plainBytes;
        }
        return at;
    }
}

using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using BenchmarkDotNet.Attributes;
using Hep.Root.IO.Compression;
using K4os.Compression.LZ4;

namespace Hep.Root.IO.Benchmarks;

/// <summary>One block of 128 KiB through each codec, beside a copy of it: what the memory alone costs.</summary>
[MemoryDiagnoser]
public class CodecBenchmarks
{
    private readonly byte[] _plain = Payload.Make();
    private readonly byte[] _destination = new byte[Payload.Bytes];
    private byte[] _zlib = [], _zstd = [], _lz4 = [];

    [GlobalSetup]
    public void Compress()
    {
        using MemoryStream zlib = new();
        using (ZLibStream stream = new(zlib, CompressionLevel.Optimal, leaveOpen: true)) stream.Write(_plain);
        _zlib = Frame("ZL", 8, zlib.ToArray());
        using ZstdSharp.Compressor zstd = new(5);
        _zstd = Frame("ZS", 1, zstd.Wrap(_plain));
        byte[] block = new byte[LZ4Codec.MaximumOutputSize(_plain.Length)];
        int count = LZ4Codec.Encode(_plain, block, LZ4Level.L04_HC);
        byte[] hash = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(hash, XxHash64.HashToUInt64(block.AsSpan(0, count)));
        _lz4 = Frame("L4", 1, [.. hash, .. block.AsSpan(0, count)]);
    }

    [Benchmark(Baseline = true)]
    public void Copy() => _plain.CopyTo(_destination, 0);

    [Benchmark]
    public void Zlib() => BlockFrames.Decompress(_zlib, _destination, verifyChecksums: true);

    [Benchmark]
    public void Zstandard() => BlockFrames.Decompress(_zstd, _destination, verifyChecksums: true);

    [Benchmark]
    public void Lz4() => BlockFrames.Decompress(_lz4, _destination, verifyChecksums: true);

    [Benchmark]
    public void Lz4WithoutChecksum() => BlockFrames.Decompress(_lz4, _destination, verifyChecksums: false);

    private static byte[] Frame(string tag, byte method, ReadOnlySpan<byte> data) =>
        [(byte)tag[0], (byte)tag[1], method, .. Size(data.Length), .. Size(Payload.Bytes), .. data];

    private static byte[] Size(int size) => [(byte)size, (byte)(size >> 8), (byte)(size >> 16)];
}

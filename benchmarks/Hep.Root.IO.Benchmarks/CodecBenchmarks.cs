using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using BenchmarkDotNet.Attributes;
using Hep.Root.IO.Compression;
using K4os.Compression.LZ4;

namespace Hep.Root.IO.Benchmarks;

/// <summary>
/// One block of 128 KiB through each form of each codec that is on this system, beside a copy of it: what the memory alone costs.
/// </summary>
[MemoryDiagnoser]
public class CodecBenchmarks
{
    private readonly byte[] _plain = Payload.Make();
    private readonly byte[] _destination = new byte[Payload.Bytes];
    private byte[] _stored = [];
    private BlockDecoder _decode = static (_, _, _) => { };

    /// <summary>Codec and form.</summary>
    [ParamsSource(nameof(Forms))]
    public string Form { get; set; } = "";

    public static IEnumerable<string> Forms =>
        BlockCodec.All.Where(codec => codec.Tag is "ZL" or "ZS" or "L4").SelectMany(codec =>
            codec.Native is null ? [$"{codec.Tag} managed"] : new[] { $"{codec.Tag} managed", $"{codec.Tag} native" });

    [GlobalSetup]
    public void Compress()
    {
        BlockCodec codec = BlockCodec.All.Single(codec => codec.Tag == Form[..2]);
        _decode = Form.EndsWith("native", StringComparison.Ordinal) ? codec.Native! : codec.Managed;
        _stored = codec.Tag switch { "ZL" => Zlib(), "ZS" => Zstandard(), _ => Lz4() };
    }

    [Benchmark(Baseline = true)]
    public void Copy() => _plain.CopyTo(_destination, 0);

    [Benchmark]
    public void Decode() => _decode(_stored, _destination, verifyChecksums: true);

    [Benchmark]
    public void DecodeWithoutChecksum() => _decode(_stored, _destination, verifyChecksums: false);

    private byte[] Zlib()
    {
        using MemoryStream stored = new();
        using (ZLibStream stream = new(stored, CompressionLevel.Optimal, leaveOpen: true)) stream.Write(_plain);
        return stored.ToArray();
    }

    private byte[] Zstandard()
    {
        using ZstdSharp.Compressor compressor = new(5);
        return compressor.Wrap(_plain).ToArray();
    }

    private byte[] Lz4()
    {
        byte[] stored = new byte[sizeof(ulong) + LZ4Codec.MaximumOutputSize(_plain.Length)];
        Span<byte> block = stored.AsSpan(sizeof(ulong));
        block = block[..LZ4Codec.Encode(_plain, block, LZ4Level.L04_HC)];
        BinaryPrimitives.WriteUInt64BigEndian(stored, XxHash64.HashToUInt64(block));
        return stored[..(sizeof(ulong) + block.Length)];
    }
}

using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using Hep.Root.IO.Compression;
using K4os.Compression.LZ4;

namespace Hep.Root.IO.Tests.Compression;

/// <summary>Writes compressed blocks as ROOT does: nine bytes of header, then what the codec gives.</summary>
internal static class Block
{
    public static readonly string[] Tags = ["ZL", "ZS", "L4", "XZ", "CS"];

    /// <summary>One block; for xz, which has no encoder here, the fixture whose plain bytes these are.</summary>
    public static byte[] Of(string tag, byte[] plain) => tag switch
    {
        "ZL" => Frame("ZL", 8, Deflate(plain, to => new ZLibStream(to, CompressionLevel.Optimal)), plain.Length),
        "CS" => Frame("CS", 8, Deflate(plain, to => new DeflateStream(to, CompressionLevel.Optimal)), plain.Length),
        "ZS" => Frame("ZS", 1, new ZstdSharp.Compressor(5).Wrap(plain).ToArray(), plain.Length),
        "L4" => Frame("L4", 1, Lz4(plain), plain.Length),
        "XZ" => Frame("XZ", 0, XzFixture.All.First(f => f.Plain.AsSpan().SequenceEqual(plain)).Stored, plain.Length),
        _ => throw new ArgumentOutOfRangeException(nameof(tag)),
    };

    /// <summary>A header with these sizes, true or not, before the data.</summary>
    public static byte[] Frame(string tag, byte method, byte[] data, int plainSize, int? storedSize = null)
    {
        int stored = storedSize ?? data.Length;
        return [(byte)tag[0], (byte)tag[1], method, (byte)stored, (byte)(stored >> 8), (byte)(stored >> 16), (byte)plainSize,
            (byte)(plainSize >> 8),
            (byte)(plainSize >> 16), .. data];
    }

    public static byte[] Decompress(byte[] stored, int plainSize, bool verifyChecksums = true)
    {
        byte[] plain = new byte[plainSize];
        BlockFrames.Decompress(stored, plain, verifyChecksums);
        return plain;
    }

    private static byte[] Deflate(byte[] plain, Func<Stream, Stream> compress)
    {
        using MemoryStream stored = new();
        using (Stream to = compress(stored)) to.Write(plain);
        return stored.ToArray();
    }

    private static byte[] Lz4(byte[] plain)
    {
        byte[] stored = new byte[8 + LZ4Codec.MaximumOutputSize(plain.Length)];
        int count = LZ4Codec.Encode(plain, stored.AsSpan(8));
        BinaryPrimitives.WriteUInt64BigEndian(stored, XxHash64.HashToUInt64(stored.AsSpan(8, count)));
        return stored[..(8 + count)];
    }
}

using System.Buffers.Binary;
using Hep.Root.IO.Compression;

namespace Hep.Root.IO.Benchmarks;

/// <summary>The payloads of all baskets of a small file, without a reader: what the codec alone is given.</summary>
internal sealed class Baskets
{
    private const int VersionAt = 4, PlainBytesAt = 6, KeyLengthAt = 14, SeekAt = 18, WideVersion = 1000;

    private readonly List<(byte[] Stored, int PlainBytes)> _payloads = [];
    private readonly byte[] _plain;

    /// <summary>Finds the keys, each of which names its own place and the class TBasket.</summary>
    public Baskets(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        for (int at = 100; at + 42 < file.Length; at++)
        {
            ReadOnlySpan<byte> key = file.AsSpan(at);
            bool isWide = BinaryPrimitives.ReadInt16BigEndian(key[VersionAt..]) > WideVersion;      // two numbers of eight bytes
            if (!key[(SeekAt + (isWide ? 16 : 8))..].StartsWith("\u0007TBasket"u8) || SeekOf(key, isWide) != at) continue;
            int bytes = BinaryPrimitives.ReadInt32BigEndian(key), keyLength = BinaryPrimitives.ReadUInt16BigEndian(key[KeyLengthAt..]);
            _payloads.Add((key[keyLength..bytes].ToArray(), BinaryPrimitives.ReadInt32BigEndian(key[PlainBytesAt..])));
        }
        PlainBytes = _payloads.Sum(p => (long)p.PlainBytes);
        _plain = new byte[_payloads.Max(p => p.PlainBytes)];
    }

    private static long SeekOf(ReadOnlySpan<byte> key, bool isWide) =>
        isWide ? BinaryPrimitives.ReadInt64BigEndian(key[SeekAt..]) : BinaryPrimitives.ReadInt32BigEndian(key[SeekAt..]);

    /// <summary>Bytes after decompression.</summary>
    public long PlainBytes { get; }

    /// <summary>Decompresses all, one after the other, into memory that stays in the cache.</summary>
    public int Decompress()
    {
        int blocks = 0;
        foreach ((byte[] stored, int plainBytes) in _payloads)
        {
            if (stored.Length < plainBytes) BlockFrames.Decompress(stored, _plain.AsSpan(0, plainBytes), verifyChecksums: true);
            else stored.AsSpan(0, plainBytes).CopyTo(_plain);
            blocks++;
        }
        return blocks;
    }
}

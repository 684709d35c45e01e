using System.IO.Hashing;
using CommunityToolkit.HighPerformance.Buffers;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>A block of metadata: kind and length, payload, and a checksum over both.</summary>
/// <remarks>The caller disposes it when nothing of it is read any more.</remarks>
internal sealed class Envelope : IDisposable
{
    private const int PreambleBytes = 8, ChecksumBytes = 8;

    private readonly MemoryOwner<byte> _plain;

    private Envelope(MemoryOwner<byte> plain, ulong checksum) => (_plain, Checksum) = (plain, checksum);

    /// <summary>By which footer and page lists name the header that they belong to.</summary>
    public ulong Checksum { get; }

    /// <summary>Reads the payload, from its first byte.</summary>
    public EnvelopeBuffer Payload => new(_plain.Span[PreambleBytes..^ChecksumBytes], PreambleBytes);

    /// <summary>All of its plain bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _plain.Span;

    /// <summary>The plain bytes between two places of its payload.</summary>
    public ReadOnlySpan<byte> Part(int start, int end) => _plain.Span[(PreambleBytes + start)..(PreambleBytes + end)];

    /// <summary>Takes an envelope's plain bytes.</summary>
    /// <exception cref="RootException">They are another envelope's, or damaged. They are given back then.</exception>
    public static Envelope Open(MemoryOwner<byte> plain, EnvelopeKind kind)
    {
        try
        {
            if (plain.Length < PreambleBytes + ChecksumBytes)
                throw new RootException($"An envelope of {plain.Length} bytes is too short for its checksum.");
            ReadOnlySpan<byte> bytes = plain.Span;
            ulong preamble = new EnvelopeBuffer(bytes).ReadUInt64();
            ulong stored = new EnvelopeBuffer(bytes[^ChecksumBytes..]).ReadUInt64();
            if ((int)(preamble & 0xFFFF) != (int)kind)
                throw new RootException($"An envelope of kind {(int)kind} ({kind}) expected, it says {preamble & 0xFFFF}.");
            if (preamble >> 16 != (ulong)bytes.Length)
                throw new RootException($"An envelope of {bytes.Length} bytes expected, it says {preamble >> 16}.");
            ulong sum = XxHash3.HashToUInt64(bytes[..^ChecksumBytes]);
            if (sum != stored) throw new RootException($"Its checksum is {sum:x16}, {stored:x16} is stored: it is damaged.");
            return new Envelope(plain, stored);
        }
        catch
        {
            plain.Dispose();
            throw;
        }
    }

    public void Dispose() => _plain.Dispose();
}

using System.Buffers.Binary;

namespace Hep.Root.IO.Compression.Lzma;

/// <summary>
/// LZMA2: chunks of LZMA or of plain bytes, each with its sizes, up to a zero byte. The first resets the dictionary; the first
/// of LZMA after a reset brings properties.
/// </summary>
internal static class Lzma2Chunks
{
    private const byte End = 0, PlainWithReset = 1, PlainChunk = 2, FirstLzma = 0x80;
    // what bits 5 and 6 of an LZMA chunk's control byte say
    private const int ResetsState = 1, BringsProperties = 2, ResetsDictionary = 3;

    [ThreadStatic]
    private static LzmaDecoder? s_decoder;

    /// <summary>Fills <paramref name="plain"/> and gives the number of stored bytes used, the end mark among them.</summary>
    public static int Decode(ReadOnlySpan<byte> stored, Span<byte> plain)
    {
        LzmaDecoder decoder = s_decoder ??= new LzmaDecoder();
        bool needsDictionary = true, needsProperties = true;
        int at = 0, filled = 0, dictionary = 0;
        while (true)
        {
            byte control = Take(stored, ref at, 1)[0];
            if (control == End) break;
            int resets = control >= FirstLzma ? control >> 5 & 3 : 0;
            if (control == PlainWithReset || resets == ResetsDictionary)
                (needsDictionary, needsProperties, dictionary) = (false, true, filled);
            if (needsDictionary) throw new InvalidDataException("the first LZMA2 chunk does not reset the dictionary.");

            if (control < FirstLzma)
            {
                if (control > PlainChunk) throw new InvalidDataException($"LZMA2 has no chunk {control:X2}.");
                int size = BinaryPrimitives.ReadUInt16BigEndian(Take(stored, ref at, 2)) + 1;
                Take(stored, ref at, size).CopyTo(Room(plain, filled, size));
                filled += size;
                continue;
            }

            ReadOnlySpan<byte> sizes = Take(stored, ref at, 4);
            int plainSize = ((control & 0x1F) << 16 | BinaryPrimitives.ReadUInt16BigEndian(sizes)) + 1;
            int storedSize = BinaryPrimitives.ReadUInt16BigEndian(sizes[2..]) + 1;
            if (resets >= BringsProperties)
            {
                decoder.SetProperties(Take(stored, ref at, 1)[0]);
                needsProperties = false;
            }
            if (needsProperties) throw new InvalidDataException("the first LZMA chunk after a reset brings no properties.");
            if (resets >= ResetsState) decoder.Reset();
            _ = Room(plain, filled, plainSize);
            decoder.Decode(Take(stored, ref at, storedSize), plain[dictionary..(filled + plainSize)], filled - dictionary);
            filled += plainSize;
        }
        if (filled != plain.Length) throw new InvalidDataException($"{plain.Length} bytes expected, the LZMA2 chunks give {filled}.");
        return at;
    }

    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> stored, ref int at, int count)
    {
        if (count > stored.Length - at) throw new InvalidDataException($"LZMA2 expects {count} more bytes, {stored.Length - at} remain.");
        at += count;
        return stored.Slice(at - count, count);
    }

    private static Span<byte> Room(Span<byte> plain, int filled, int count)
    {
        if (count > plain.Length - filled)
            throw new InvalidDataException($"an LZMA2 chunk of {count} bytes where {plain.Length - filled} are left.");
        return plain.Slice(filled, count);
    }
}

using System.Buffers.Binary;
using System.Text;

namespace Hep.Train.TorchSharp;

/// <summary>
/// The version needs of an ELF64 little-endian library: which versions of other libraries the loader insists on.
/// Layout: Linux Standard Base, "Symbol Versioning" (Elfxx_Verneed, Elfxx_Vernaux); section headers: System V ABI.
/// </summary>
internal static class VersionNeed
{
    private const uint SectionOfNeeds = 0x6ffffffe;   // SHT_GNU_verneed
    private const ushort Weak = 0x2;                  // VER_FLG_WEAK: the loader warns where it would refuse

    /// <summary>
    /// Marks the need of <paramref name="version"/> as weak in place; false where the library has no such need, or is no such file.
    /// </summary>
    public static bool TryWeaken(Span<byte> library, string version)
    {
        if (library.Length < 0x40 || !library[..6].SequenceEqual((ReadOnlySpan<byte>)[0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
            return false;
        long headers = BinaryPrimitives.ReadInt64LittleEndian(library[0x28..]);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(library[0x3A..]),
            count = BinaryPrimitives.ReadUInt16LittleEndian(library[0x3C..]);
        for (int i = 0; i < count; i++)
            if (TrySection(library, headers, size, i, out SectionHeader section) && section.Type == SectionOfNeeds
                && TrySection(library, headers, size, section.Link, out SectionHeader texts))
                return TryWeaken(library.Slice(section.Start, section.Length), library.Slice(texts.Start, texts.Length),
                    Encoding.ASCII.GetBytes(version));
        return false;
    }

    private static bool TryWeaken(Span<byte> needs, ReadOnlySpan<byte> texts, ReadOnlySpan<byte> version)
    {
        for (uint need = 0, step = 1; step != 0 && need + 16L <= needs.Length; need += step)
        {
            Span<byte> record = needs[(int)need..];
            uint auxiliary = need + U32(record, 8);
            for (uint auxStep = 1; auxStep != 0 && auxiliary + 16L <= needs.Length; auxiliary += auxStep)
            {
                Span<byte> aux = needs[(int)auxiliary..];
                uint name = U32(aux, 8);
                if (name < texts.Length && IsText(texts[(int)name..], version))
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(aux[4..], (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(aux[4..]) | Weak));
                    return true;
                }
                auxStep = U32(aux, 12);
            }
            step = U32(record, 12);
        }
        return false;
    }

    private static bool IsText(ReadOnlySpan<byte> texts, ReadOnlySpan<byte> version) =>
        texts.Length > version.Length && texts.StartsWith(version) && texts[version.Length] == 0;

    private static bool TrySection(ReadOnlySpan<byte> library, long headers, int size, long index, out SectionHeader section)
    {
        section = default;
        if (headers < 0 || size < 0x40 || headers > library.Length || headers + (index + 1) * size > library.Length) return false;
        ReadOnlySpan<byte> header = library.Slice((int)(headers + index * size), size);
        ulong start = BinaryPrimitives.ReadUInt64LittleEndian(header[0x18..]),
            length = BinaryPrimitives.ReadUInt64LittleEndian(header[0x20..]);
        if (start > (ulong)library.Length || length > (ulong)library.Length - start) return false;
        section = new SectionHeader(U32(header, 4), (int)start, (int)length, U32(header, 0x28));
        return true;
    }

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private readonly record struct SectionHeader(uint Type, int Start, int Length, uint Link);
}

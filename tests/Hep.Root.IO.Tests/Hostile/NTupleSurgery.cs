using System.Buffers.Binary;
using System.IO.Hashing;
using Hep.Root.IO.Compression;

namespace Hep.Root.IO.Tests.Hostile;

/// <summary>
/// A file with one RNTuple whose metadata and pages can be changed under their checksums: what is changed is appended plainly, what
/// points to it is pointed anew, and every checksum is made again. So a lie meets the reader, and not a checksum.
/// </summary>
internal sealed class NTupleSurgery
{
    // In the anchor, behind byte count, version of the class, and four versions of the format.
    private const int SeekHeader = 14, StoredHeader = 22, PlainHeader = 30, SeekFooter = 38, StoredFooter = 46, PlainFooter = 54;
    private const int Fields = 6, FieldBytes = 64;

    private static readonly long[] Lies = [0, 1, 2, 3, 8, 12, -1, -8, -12, 127, 128, 255, 256, 32767, 65535, 1 << 20, int.MaxValue,
        int.MinValue, uint.MaxValue, 1L << 40, 1L << 56, long.MaxValue, long.MinValue];

    private readonly byte[] _file;
    private readonly int _anchor;
    private readonly byte[] _header, _footer;
    private readonly List<(int Link, byte[] Plain)> _lists = [];

    private NTupleSurgery(byte[] file, int anchor)
    {
        (_file, _anchor) = (file, anchor);
        _header = Plain(Anchor(SeekHeader), Anchor(StoredHeader), Anchor(PlainHeader));
        _footer = Plain(Anchor(SeekFooter), Anchor(StoredFooter), Anchor(PlainFooter));
        int at = 8 + 8 + 8;                                     // preamble, flags, checksum of the header
        at += (int)Int64(_footer, at);                          // the schema extension
        int groups = BinaryPrimitives.ReadInt32LittleEndian(_footer.AsSpan(at + 8));
        at += 12;
        for (int i = 0; i < groups; i++)
        {
            int link = at + 8 + 8 + 8 + 4;                      // frame, first entry, span, clusters
            _lists.Add((link, Plain(Int64(_footer, link + 12), BinaryPrimitives.ReadInt32LittleEndian(_footer.AsSpan(link + 8)),
                Int64(_footer, link))));
            at += (int)Int64(_footer, at);
        }
    }

    /// <summary>The surgery of a file; null where it has no RNTuple, or one whose anchor is compressed.</summary>
    public static NTupleSurgery? Of(byte[] file)
    {
        MappedRecord? anchor = FileMap.Of(file).Records.Find(r => r.ClassName == "ROOT::RNTuple" && r.End - r.Payload == r.PlainBytes);
        return anchor is null ? null : new NTupleSurgery(file, anchor.Payload);
    }

    /// <summary>The change that a seed stands for.</summary>
    public Mutation Mutate(int seed)
    {
        Random random = new(seed);
        byte[] header = [.. _header], footer = [.. _footer];
        byte[][] lists = [.. _lists.Select(l => (byte[])[.. l.Plain])];
        List<byte> file = [.. _file];
        string what = random.Next(6) switch
        {
            0 or 1 => $"header: {Lie(header, 8, header.Length - 8, random)}",
            2 => $"footer: {Lie(footer, 8, footer.Length - 8, random)}",
            3 when lists.Length > 0 => ChangePage(lists[random.Next(lists.Length)], file, random),
            _ when lists.Length > 0 => $"page list: {ChangeList(lists[random.Next(lists.Length)], random)}",
            _ => $"header: {Lie(header, 8, header.Length - 8, random)}",
        };
        return new Mutation(what, false, Join(file, header, footer, lists));
    }

    private byte[] Join(List<byte> file, byte[] header, byte[] footer, byte[][] lists)
    {
        Seal(header);
        ReadOnlySpan<byte> owner = header.AsSpan(header.Length - 8);
        for (int i = 0; i < lists.Length; i++)
        {
            owner.CopyTo(lists[i].AsSpan(8));
            Seal(lists[i]);
            int link = _lists[i].Link;
            if (link + 20 > footer.Length) continue;
            WriteInt64(footer, link, lists[i].Length);
            BinaryPrimitives.WriteInt32LittleEndian(footer.AsSpan(link + 8), lists[i].Length);
            WriteInt64(footer, link + 12, Append(file, lists[i]));
        }
        owner.CopyTo(footer.AsSpan(16));
        Seal(footer);
        long headerAt = Append(file, header), footerAt = Append(file, footer);
        byte[] changed = [.. file];
        foreach ((int at, long value) in ((int, long)[])[(SeekHeader, headerAt), (StoredHeader, header.Length),
            (PlainHeader, header.Length), (SeekFooter, footerAt), (StoredFooter, footer.Length), (PlainFooter, footer.Length)])
            BinaryPrimitives.WriteInt64BigEndian(changed.AsSpan(_anchor + at), value);
        BinaryPrimitives.WriteUInt64BigEndian(changed.AsSpan(_anchor + Fields + FieldBytes),
            XxHash3.HashToUInt64(changed.AsSpan(_anchor + Fields, FieldBytes)));
        return changed;
    }

    // Most of a page list are pages: the counts and frames before them are met often enough too.
    private static string ChangeList(byte[] list, Random random) => random.Next(3) == 0
        ? Lie(list, 16, Math.Min(list.Length - 8, 120), random)
        : Lie(list, 16, list.Length - 8, random);

    // A page of other content, of the same length, with the right checksum behind it.
    private string ChangePage(byte[] list, List<byte> file, Random random)
    {
        for (int attempt = 0; attempt < 1000; attempt++)
        {
            int at = random.Next(16, Math.Max(17, list.Length - 16));
            if (at + 16 > list.Length) continue;
            int elements = BinaryPrimitives.ReadInt32LittleEndian(list.AsSpan(at));
            int bytes = BinaryPrimitives.ReadInt32LittleEndian(list.AsSpan(at + 4));
            long seek = Int64(list, at + 8);
            if (elements >= 0 || bytes is <= 0 or > 1 << 20 || seek < 100 || seek + bytes + 8 > _file.Length) continue;
            if (BinaryPrimitives.ReadUInt64LittleEndian(_file.AsSpan((int)seek + bytes))
                != XxHash3.HashToUInt64(_file.AsSpan((int)seek, bytes))) continue;
            byte[] page = _file[(int)seek..((int)seek + bytes)];
            for (int i = random.Next(1, 4); i > 0; i--) page[random.Next(bytes)] = (byte)random.Next(256);
            byte[] sum = new byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(sum, XxHash3.HashToUInt64(page));
            WriteInt64(list, at + 8, Append(file, [.. page, .. sum]));
            return $"page at {seek} changed";
        }
        return $"page list: {Lie(list, 16, list.Length - 8, random)}";
    }

    private static string Lie(byte[] bytes, int first, int end, Random random)
    {
        int width = random.Next(4) switch { 0 => 1, 1 => 2, 2 => 4, _ => 8 };
        int at = random.Next(first, Math.Max(first + 1, end - width));
        Span<byte> wide = stackalloc byte[8];
        bytes.AsSpan(at, width).CopyTo(wide);
        long value = BinaryPrimitives.ReadInt64LittleEndian(wide), lie = random.Next(4) switch
        {
            0 => value + 1,
            1 => value - 1,
            2 => value * 2,
            _ => Lies[random.Next(Lies.Length)],
        };
        BinaryPrimitives.WriteInt64LittleEndian(wide, lie);
        wide[..width].CopyTo(bytes.AsSpan(at));
        return $"{width} bytes at {at} changed from {value} to {lie}";
    }

    private static void Seal(byte[] envelope) => BinaryPrimitives.WriteUInt64LittleEndian(
        envelope.AsSpan(envelope.Length - 8), XxHash3.HashToUInt64(envelope.AsSpan(0, envelope.Length - 8)));

    private static long Append(List<byte> file, byte[] bytes)
    {
        file.AddRange(bytes);
        return file.Count - bytes.Length;
    }

    private byte[] Plain(long seek, long storedBytes, long plainBytes)
    {
        Span<byte> stored = _file.AsSpan((int)seek, (int)storedBytes);
        byte[] plain = new byte[plainBytes];
        if (storedBytes == plainBytes) stored.CopyTo(plain);
        else BlockFrames.Decompress(stored, plain, verifyChecksums: true);
        return plain;
    }

    private long Anchor(int at) => BinaryPrimitives.ReadInt64BigEndian(_file.AsSpan(_anchor + at));

    private static long Int64(byte[] bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));

    private static void WriteInt64(byte[] bytes, int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), value);
}

using System.Buffers.Binary;
using System.Text;
using Hep.Root.IO.Compression;

namespace Hep.Root.IO.Tests.Hostile;

/// <summary>
/// Where a well-formed file keeps what hostile ones lie about, found without the reader that is under test: a key says its own position,
/// so every record shows itself, also in files whose records are no chain.
/// </summary>
internal sealed class FileMap
{
    private readonly byte[] _file;

    private FileMap(byte[] file, int reach)
    {
        _file = file;
        Reach = Math.Min(reach, file.Length);
    }

    /// <summary>The bytes from the start that are worth damaging: those that are read.</summary>
    public int Reach { get; }

    /// <summary>Lengths, counts and sizes: a change of one has to be refused, or to change no value.</summary>
    public List<MappedField> Lengths { get; } = [];

    /// <summary>Places of things and other numbers, which nothing vouches for.</summary>
    public List<MappedField> Pointers { get; } = [];

    /// <summary>Compressed bytes whose content a checksum covers.</summary>
    public List<Range> Checked { get; } = [];

    /// <summary>The records: where each begins, its key, and where its payload lies.</summary>
    public List<MappedRecord> Records { get; } = [];

    public static FileMap Of(byte[] file, int reach = int.MaxValue)
    {
        FileMap map = new(file, reach);
        map.AddHeader();
        for (int at = map.Int32(8); at + 26 <= map.Reach; at++)
            if (map.IsKey(at)) map.AddRecord(at, map.Int32(at));
        return map;
    }

    private void AddHeader()
    {
        int wide = Int32(4) >= 1_000_000 ? 8 : 4;
        // magic, version, begin, end, free list, its bytes, free count, name bytes, units, compression, infos, their bytes
        int[] widths = [4, 4, 4, wide, wide, 4, 4, 4, 1, 4, wide, 4];
        for (int i = 0, at = 0; i < widths.Length; at += widths[i++]) Pointers.Add(new MappedField(at, widths[i], "header"));
    }

    private bool IsKey(int at)
    {
        int bytes = Int32(at), version = UInt16(at + 4), keyBytes = UInt16(at + 14);
        if (keyBytes < 26 || keyBytes > bytes || bytes > _file.Length - at || version is not (2 or 4 or 1002 or 1004)) return false;
        return (version > 1000 ? BinaryPrimitives.ReadInt64BigEndian(_file.AsSpan(at + 18)) : Int32(at + 18)) == at;
    }

    private void AddRecord(int at, int bytes)
    {
        int wide = UInt16(at + 4) > 1000 ? 8 : 4, keyBytes = UInt16(at + 14), plainBytes = Int32(at + 6);
        int strings = at + 18 + 2 * wide, end = strings;
        string className = Text(ref end), name = Text(ref end);
        _ = Text(ref end);
        Records.Add(new MappedRecord(at, className, name, at + keyBytes, at + bytes, plainBytes));
        Lengths.AddRange([new(at, 4, "fNbytes"), new(at + 6, 4, "fObjlen"), new(at + 14, 2, "fKeylen")]);
        Pointers.AddRange([new(at + 4, 2, "key version"), new(at + 16, 2, "fCycle"), new(at + 18, wide, "fSeekKey"),
            new(at + 18 + wide, wide, "fSeekPdir"), new(strings, 1, "string length")]);
        if (className == "TBasket" && end + 19 <= at + keyBytes)
            Lengths.AddRange([new(end + 2, 4, "fBufferSize"), new(end + 6, 4, "fNevBufSize"), new(end + 10, 4, "fNevBuf"),
                new(end + 14, 4, "fLast")]);
        if (className == "RBlob") return;   // pages, whose key says nothing of their compression
        if (plainBytes > bytes - keyBytes) AddBlocks(at + keyBytes, at + bytes);
        else AddPlain(at + keyBytes, at + bytes, className == "TBasket");
    }

    private void AddBlocks(int at, int end)
    {
        while (at < end)
        {
            BlockHeader block = BlockHeader.Parse(_file.AsSpan(0, end), at);
            Lengths.AddRange([new(at + 3, 3, "block stored size"), new(at + 6, 3, "block plain size")]);
            Pointers.Add(new MappedField(at, 3, "block codec"));
            at += BlockHeader.Bytes;
            if (block.Codec.Tag is "ZL" or "L4" or "XZ") Checked.Add(at..(at + block.StoredBytes));
            at += block.StoredBytes;
        }
    }

    /// <summary>
    /// Byte counts of objects (0x40000000 and a length that fits), and numbers that could be counts. What looks like a byte count in a
    /// basket
    /// may be a value.
    /// </summary>
    private void AddPlain(int at, int end, bool isBasket)
    {
        for (int i = at; i + 6 <= end; i++)
        {
            uint word = BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(i));
            bool isByteCount = (word & 0xC000_0000) == 0x4000_0000 && (word & 0x3FFF_FFFF) is > 2 and var count && i + 4 + count <= end
                && UInt16(i + 4) < 50;
            if (isByteCount && !isBasket) Lengths.Add(new MappedField(i, 4, "byte count"));
            else if (isByteCount || word is > 0 and < 0x1_0000) Pointers.Add(new MappedField(i, 4, "small number"));
        }
    }

    private int Int32(int at) => BinaryPrimitives.ReadInt32BigEndian(_file.AsSpan(at));

    private ushort UInt16(int at) => BinaryPrimitives.ReadUInt16BigEndian(_file.AsSpan(at));

    private string Text(ref int at)
    {
        int length = _file[at++];
        if (length == 255) (length, at) = (Int32(at), at + 4);
        at += length;
        return Encoding.UTF8.GetString(_file.AsSpan(at - length, length));
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace Hep.Root.IO.Bytes;

/// <summary>A block on the disk: a magic, the checksum of what it is a block of and of its bytes, and the bytes.</summary>
internal static class BlockFormat
{
    /// <summary>
    /// The bytes of a block. A range is fetched with half a block more at each end, on average: as much as is fetched along between two
    /// baskets rather than asking twice (32 KiB). Larger blocks would make single columns of wide trees dear, smaller ones make more files.
    /// </summary>
    public const int BlockBytes = 64 << 10;

    /// <summary>What stands before the bytes.</summary>
    public const int HeadBytes = MagicBytes + ChecksumBytes;

    private const int MagicBytes = 8, ChecksumBytes = 16;
    private const string Suffix = ".block";

    private static ReadOnlySpan<byte> Magic => "HEPBLK1\n"u8;

    /// <summary>The bytes of a block: the last of a file may be shorter.</summary>
    public static int BytesOf(BlockKey key, long block) => (int)Math.Min(BlockBytes, key.Length - block * BlockBytes);

    public static string NameOf(long block) => block.ToString("x", CultureInfo.InvariantCulture) + Suffix;

    /// <summary>Whether a file may be a block, or is what was left of writing one.</summary>
    public static bool IsName(ReadOnlySpan<char> name) =>
        name.EndsWith(Suffix, StringComparison.Ordinal) || name.EndsWith(PartSuffix, StringComparison.Ordinal);

    /// <summary>How a block is called while it is written.</summary>
    public static string NewPartName() => Guid.NewGuid().ToString("N") + PartSuffix;

    public static void WriteHead(BlockKey key, long block, ReadOnlySpan<byte> bytes, Span<byte> head)
    {
        Magic.CopyTo(head);
        Hash(key, block, bytes, head.Slice(MagicBytes, ChecksumBytes));
    }

    /// <summary>Whether the head is that of these bytes, of this block of this file.</summary>
    public static bool IsSound(BlockKey key, long block, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> head)
    {
        Span<byte> expected = stackalloc byte[ChecksumBytes];
        Hash(key, block, bytes, expected);
        return head.StartsWith(Magic) && head.Slice(MagicBytes, ChecksumBytes).SequenceEqual(expected);
    }

    public const string PartSuffix = ".part";

    private static void Hash(BlockKey key, long block, ReadOnlySpan<byte> bytes, Span<byte> checksum)
    {
        Span<byte> name = stackalloc byte[64];
        int length = Encoding.ASCII.GetBytes(key.Name, name);
        BinaryPrimitives.WriteInt64LittleEndian(name[length..], block);
        XxHash128 hash = new();
        hash.Append(name[..(length + sizeof(long))]);
        hash.Append(bytes);
        hash.GetHashAndReset(checksum);
    }
}

using System.Buffers.Binary;
using Hep.Root.IO.Writing.Baskets;
using Hep.Root.IO.Writing.Files;
using Hep.Root.IO.Writing.Records;

namespace Hep.Root.IO.Merging.Baskets;

/// <summary>
/// Baskets that stand behind each other as another file had them. Of their keys the places are set anew, and nothing else: how entries lie
/// in a basket counts from the start of its key.
/// </summary>
/// <param name="bytes">A pooled array with them.</param>
/// <param name="length">Bytes of all of them.</param>
/// <param name="baskets">What they are.</param>
/// <param name="directorySeek">The directory of the tree.</param>
internal sealed class CopiedBaskets(byte[] bytes, int length, IReadOnlyList<CopiedBasket> baskets, long directorySeek)
    : SealedRecord(bytes, 0, length)
{
    // Where a key tells its version and its places, in four bytes or in eight (TKey::Streamer).
    private const int VersionAt = 4, BigVersion = 1000, SeekAt = 18;

    /// <summary>Bytes of a key that tell whether it has room for every place.</summary>
    public const int TellingBytes = VersionAt + sizeof(short);

    /// <summary>Whether a key has eight bytes for each of its places.</summary>
    public static bool HasWidePlaces(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadUInt16BigEndian(key[VersionAt..]) > BigVersion;

    /// <summary>They stay as they are.</summary>
    public override void Compress(RootCompression compression) { }

    public override void Place(long seek, uint date)
    {
        foreach (CopiedBasket basket in baskets)
        {
            Place(Record.Span.Slice(basket.Offset), basket, seek + basket.Offset);
            basket.List.Place(basket.Index, seek + basket.Offset, basket.PlainBytes);
        }
    }

    private void Place(Span<byte> key, CopiedBasket basket, long seek)
    {
        if (HasWidePlaces(key))
        {
            BinaryPrimitives.WriteInt64BigEndian(key[SeekAt..], seek);
            BinaryPrimitives.WriteInt64BigEndian(key[(SeekAt + sizeof(long))..], directorySeek);
            return;
        }
        if (Math.Max(seek, directorySeek) >= OutputFile.BigStart)
            throw new RootException($"The key of basket {basket.Index} of branch '{basket.Branch}' has four bytes for its place, which are "
                + "too few in a file of more than 2 GB: ask for a compression, then baskets are made anew (--compression).");
        BinaryPrimitives.WriteInt32BigEndian(key[SeekAt..], (int)seek);
        BinaryPrimitives.WriteInt32BigEndian(key[(SeekAt + sizeof(int))..], (int)directorySeek);
    }
}

/// <summary>One of them.</summary>
/// <param name="Branch">The branch's name.</param>
/// <param name="List">The baskets of the branch in the new file.</param>
/// <param name="Index">Its number among those.</param>
/// <param name="Offset">Where it begins among those that are copied together.</param>
/// <param name="PlainBytes">Bytes of its key, and of its payload before compression.</param>
internal readonly record struct CopiedBasket(string Branch, BasketList List, int Index, int Offset, long PlainBytes);

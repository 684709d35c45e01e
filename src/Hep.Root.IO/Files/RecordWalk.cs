using System.Buffers.Binary;
using CommunityToolkit.HighPerformance.Buffers;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Files;

/// <summary>
/// Finds the objects of a file whose list of keys was never written, because the program that wrote it did not come to its end: the records
/// themselves tell what they are, one behind the other (ROOT's TFile::Recover does the same).
/// </summary>
internal sealed class RecordWalk(RecordReader records)
{
    private const int HeadBytes = 1024, WindowBytes = 1 << 20;

    private readonly List<RootKey> _keys = [];

    /// <summary>The objects of the top directory.</summary>
    public IReadOnlyList<RootKey> Keys => _keys;

    /// <summary>The record of streamer infos, if one was met.</summary>
    public KeyRecord? Infos { get; private set; }

    /// <summary>Goes from record to record, over gaps and places that were never written.</summary>
    public async Task RunAsync(int begin, CancellationToken cancellationToken)
    {
        long at = begin;
        for (int count = 0; count < records.Limits.MaxKeys && at >= begin && at + KeyRecord.MinBytes <= records.Source.Length; count++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using MemoryOwner<byte> head = await records.ReadUpToAsync(at, HeadBytes, cancellationToken).ConfigureAwait(false);
            long length = Visit(head.Span, begin, at);
            at = length > 0 ? at + length : await FindNextAsync(at + 1, cancellationToken).ConfigureAwait(false);
        }
    }

    // A gap of free space says its length as a negative number.
    private long Visit(ReadOnlySpan<byte> head, int begin, long at)
    {
        RootBuffer buffer = new(head);
        int length = buffer.ReadInt32();
        if (length < 0) return -(long)length;
        if (!MayBeKey(head, at) || Parse(head) is not { } key) return 0;
        if (key.ClassName == "TList" && key.Name == "StreamerInfo") Infos = key;
        else if (key.ParentSeek == begin && IsObject(key)) _keys.Add(DirectoryReader.ToKey(key, ""));
        return length;
    }

    /// <summary>
    /// The next place whose bytes say that they are a record of that very place; the end of the file where there is none.
    /// </summary>
    private async Task<long> FindNextAsync(long from, CancellationToken cancellationToken)
    {
        while (from + KeyRecord.MinBytes <= records.Source.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using MemoryOwner<byte> window = await records.ReadUpToAsync(from, WindowBytes, cancellationToken).ConfigureAwait(false);
            for (int i = 0; i + KeyRecord.MinBytes <= window.Length; i++)
                if (MayBeKey(window.Span[i..], from + i)) return from + i;
            from += window.Length - KeyRecord.MinBytes + 1;
        }
        return records.Source.Length;
    }

    // Length, version, length of the key, place: together they leave little to chance.
    private static bool MayBeKey(ReadOnlySpan<byte> head, long at)
    {
        int length = BinaryPrimitives.ReadInt32BigEndian(head), version = BinaryPrimitives.ReadUInt16BigEndian(head[4..]),
            keyLength = BinaryPrimitives.ReadUInt16BigEndian(head[14..]);
        bool big = version > 1000;
        if (version % 1000 is < 1 or > 9 || keyLength < KeyRecord.MinBytes || length < keyLength) return false;
        return at == (big ? BinaryPrimitives.ReadInt64BigEndian(head[18..]) : BinaryPrimitives.ReadInt32BigEndian(head[18..]));
    }

    private static bool IsObject(KeyRecord key) => key.ClassName is not ("" or "TFile" or "TBasket" or "RBlob");

    private static KeyRecord? Parse(ReadOnlySpan<byte> head)
    {
        try
        {
            RootBuffer buffer = new(head);
            return KeyRecord.Read(ref buffer);
        }
        catch (RootException)
        {
            return null;                                    // no record is here: the walk ends, and what was found counts
        }
    }
}

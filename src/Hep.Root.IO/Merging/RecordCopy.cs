using System.Buffers;
using Hep.Root.IO.Diagnostics;
using Hep.Root.IO.Writing.Files;
using Hep.Root.IO.Writing.Records;

namespace Hep.Root.IO.Merging;

/// <summary>A tree whose records are copied some at a time, in the order in which a file has them.</summary>
/// <typeparam name="T">What is known of a record.</typeparam>
/// <param name="tables">The file that it is in.</param>
/// <param name="keyLength">Room for a key before those that are copied together.</param>
internal abstract class RecordCopy<T>(FileTables tables, int keyLength) : TreeCopy(tables)
{
    // Bytes of records that are read and written together, unless one has more.
    private const int PieceBytes = 4 << 20;

    /// <summary>Where a record lies in its file.</summary>
    protected abstract (long Seek, int Bytes) PlaceOf(T record);

    /// <summary>Checks records that stand behind each other in an array, behind the room for a key, and takes the array over.</summary>
    protected abstract SealedRecord Seal(IReadOnlyList<T> records, byte[] bytes, int length, RootFile file);

    /// <summary>Copies records, all of which lie in the file.</summary>
    /// <param name="records">The records.</param>
    /// <param name="file">Their file.</param>
    /// <param name="progress">Is told how many of their bytes are copied.</param>
    /// <param name="cancellationToken">Ends it.</param>
    protected async Task CopyAsync(List<T> records, RootFile file, Action<long>? progress, CancellationToken cancellationToken)
    {
        records.Sort((a, b) => PlaceOf(a).Seek.CompareTo(PlaceOf(b).Seek));
        long done = 0;
        for (int first = 0, end; first < records.Count; first = end)
        {
            long bytes = 0;
            for (end = first; end < records.Count && (end == first || bytes + PlaceOf(records[end]).Bytes <= PieceBytes); end++)
                bytes += PlaceOf(records[end]).Bytes;
            SealedRecord copied = await ReadAsync(records[first..end], checked((int)bytes), file, cancellationToken).ConfigureAwait(false);
            await Queue.AddAsync(copied, cancellationToken).ConfigureAwait(false);
            progress?.Invoke(done += bytes);
        }
    }

    private async Task<SealedRecord> ReadAsync(List<T> records, int length, RootFile file, CancellationToken cancellationToken)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(checked(keyLength + length));
        SealedRecord? copied = null;
        try
        {
            await file.Records.Source.ReadAsync([.. Reads(records, bytes.AsMemory(keyLength))], cancellationToken).ConfigureAwait(false);
            ReadingMeter.AddRead(length);
            return copied = Seal(records, bytes, length, file);
        }
        finally
        {
            if (copied is null) ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    // Neighbours in the file are read at once.
    private IEnumerable<ByteRead> Reads(List<T> records, Memory<byte> bytes)
    {
        for (int first = 0, end; first < records.Count; first = end)
        {
            long start = PlaceOf(records[first]).Seek, next = start;
            for (end = first; end < records.Count && PlaceOf(records[end]).Seek == next; end++) next += PlaceOf(records[end]).Bytes;
            int length = (int)(next - start);
            yield return new ByteRead(start, bytes[..length]);
            bytes = bytes[length..];
        }
    }
}

namespace Hep.Root.IO.Serialization;

/// <summary>
/// The layouts of the records that were met last: all files of one writer hold the same record, which is parsed once and not for each of
/// thousands of files. What is shared is never changed, and only between records that are equal byte for byte: no file can give another its
/// layouts. Safe for concurrent use.
/// </summary>
internal sealed class KnownInfos
{
    private const int MaxRecords = 32;
    private const long MaxBytes = 4 << 20;

    private readonly LinkedList<Known> _records = [];       // what was asked for last stands first
    private readonly Lock _gate = new();
    private long _bytes;

    public static KnownInfos Shared { get; } = new();

    /// <summary>The layouts of a record.</summary>
    /// <exception cref="RootException">It is damaged; nothing is kept of it.</exception>
    public StreamerInfos Read(ReadOnlySpan<byte> payload, int keyLength)
    {
        if (Find(payload, keyLength) is { } known) return known;
        StreamerInfos infos = new(StreamerInfoReader.Read(payload, keyLength));
        if (payload.Length <= MaxBytes / 4) Keep(new Known(payload.ToArray(), keyLength, infos));
        return infos;
    }

    private StreamerInfos? Find(ReadOnlySpan<byte> payload, int keyLength)
    {
        lock (_gate)
        {
            for (LinkedListNode<Known>? at = _records.First; at is not null; at = at.Next)
            {
                Known known = at.Value;
                // The places in a record count from its key: of two lengths the same bytes may tell two things.
                if (known.KeyLength != keyLength || !payload.SequenceEqual(known.Payload)) continue;
                _records.Remove(at);
                _records.AddFirst(at);
                return known.Infos;
            }
            return null;
        }
    }

    private void Keep(Known known)
    {
        lock (_gate)
        {
            _records.AddFirst(known);
            _bytes += known.Payload.Length;
            while (_records.Count > MaxRecords || _bytes > MaxBytes)
            {
                _bytes -= _records.Last!.Value.Payload.Length;
                _records.RemoveLast();
            }
        }
    }

    private sealed record Known(byte[] Payload, int KeyLength, StreamerInfos Infos);
}

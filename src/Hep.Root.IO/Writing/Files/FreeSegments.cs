using Hep.Root.IO.Writing.Objects;

namespace Hep.Root.IO.Writing.Files;

/// <summary>What lies unused between the records of a file: half-open ranges, those that touch are one (TFree).</summary>
internal sealed class FreeSegments
{
    // The end of the last segment of a small file, and the step by which it moves up (TFree::AddFree, kStartBigFile).
    private const long SmallEnd = 2_000_000_000, Step = 1_000_000_000;

    private const int Version = 1, BigVersion = 1001;

    private readonly SortedList<long, long> _segments = [];

    /// <summary>Entries of the list, the one behind the end of the file among them.</summary>
    public int Count => _segments.Count + 1;

    /// <summary>Takes a range in.</summary>
    /// <returns>The unused range that it is part of now.</returns>
    public (long Start, long Bytes) Add(long start, long bytes)
    {
        long end = start + bytes;
        foreach ((long otherStart, long otherEnd) in _segments.Where(s => s.Value == start || s.Key == end).ToArray())
        {
            _segments.Remove(otherStart);
            (start, end) = (Math.Min(start, otherStart), Math.Max(end, otherEnd));
        }
        _segments.Add(start, end);
        return (start, end - start);
    }

    /// <summary>Writes the list; the last segment begins where the file ends. Ends are those of the last byte.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="fileEnd">The end of the file.</param>
    /// <param name="isBig">Whether the last segment is told in wide places, as it has to be in a big file.</param>
    public void Write(ObjectBuffer buffer, long fileEnd, bool isBig)
    {
        foreach ((long start, long end) in _segments) Write(buffer, start, end - 1, end > SmallEnd);
        Write(buffer, fileEnd, isBig ? (fileEnd / Step + 2) * Step : SmallEnd, isBig);
    }

    private static void Write(ObjectBuffer buffer, long first, long last, bool isBig)
    {
        buffer.Write((ushort)(isBig ? BigVersion : Version));
        buffer.WriteSeek(first, isBig);
        buffer.WriteSeek(last, isBig);
    }
}

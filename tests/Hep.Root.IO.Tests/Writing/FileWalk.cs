using System.Buffers.Binary;
using Hep.Root.IO.Files;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>A file walked record by record, each at the place that it names, and what its list of unused segments says.</summary>
internal sealed record FileWalk
{
    public required long StatedEnd { get; init; }

    public required long End { get; init; }

    public required IReadOnlyList<KeyRecord> Records { get; init; }

    /// <summary>Unused stretches between records, those that touch as one: first and last byte.</summary>
    public required IReadOnlyList<(long First, long Last)> Gaps { get; init; }

    /// <summary>The same, as the file lists them.</summary>
    public required IReadOnlyList<(long First, long Last)> FreeSegments { get; init; }

    public long GapBytes => Gaps.Sum(g => g.Last - g.First + 1);

    public static FileWalk Of(byte[] file)
    {
        RootBuffer header = new(file);
        header.Skip(12);
        (long statedEnd, long freeSeek) = (header.ReadInt32(), header.ReadInt32());
        List<KeyRecord> records = [];
        List<(long First, long Last)> gaps = [];
        long at = 100;
        while (at < statedEnd)
        {
            RootBuffer buffer = new(file.AsSpan((int)at));
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan((int)at));
            if (length < 0)
            {
                long first = gaps.Count > 0 && gaps[^1].Last + 1 == at ? gaps[^1].First : at;
                if (first != at) gaps.RemoveAt(gaps.Count - 1);
                gaps.Add((first, at - length - 1));
                at -= length;
                continue;
            }
            KeyRecord key = KeyRecord.Read(ref buffer);
            Assert.That(key.Seek, Is.EqualTo(at), key.Name);
            records.Add(key);
            at += key.RecordBytes;
        }
        return new FileWalk { StatedEnd = statedEnd, End = at, Records = records, Gaps = gaps, FreeSegments = ReadFree(file, freeSeek) };
    }

    // Without the last, which lies behind the end.
    private static List<(long, long)> ReadFree(byte[] file, long seek)
    {
        RootBuffer buffer = new(file.AsSpan((int)seek));
        KeyRecord key = KeyRecord.Read(ref buffer);
        RootBuffer list = new(file.AsSpan((int)seek + key.KeyLength, key.PlainBytes));
        List<(long, long)> segments = [];
        while (list.Remaining > 0)
        {
            bool isBig = list.ReadUInt16() > 1000;
            segments.Add((list.ReadSeek(isBig), list.ReadSeek(isBig)));
        }
        return segments[..^1];
    }
}

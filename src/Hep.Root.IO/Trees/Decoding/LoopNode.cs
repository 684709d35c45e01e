using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>Objects behind a pointer, as many as another member says: one header, then the objects of all owners (TStreamerLoop).</summary>
/// <param name="offsets">The level of offsets of the objects.</param>
/// <param name="counts">Where the numbers were kept.</param>
/// <param name="element">What an object is.</param>
/// <param name="arrays">The number of such arrays that each owner has: more than one where the pointer is an array of pointers.</param>
internal sealed class LoopNode(int offsets, int counts, Node element, int arrays) : Node
{
    // Arrays without objects take no bytes, and the class alone says how many there are: some for an object, or few for each byte.
    private const int FewArrays = 1024, ArraysPerByte = 4;

    public override int MinBytes => 0;

    public override int ReadRest(ref RootBuffer buffer, ColumnBuilders into)
    {
        int count = into.Counts(counts).Count;
        Read(ref buffer, count, into);
        return count;
    }

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        ReadOnlySpan<int> lengths = into.Counts(counts).Written;
        if (lengths.Length != count) throw new RootException($"{lengths.Length} counts for {count} loops") { Offset = buffer.Position };
        if ((long)count * arrays > FewArrays + (long)ArraysPerByte * buffer.Length)
            throw new RootException($"{(long)count * arrays} loops in an entry of {buffer.Length} bytes") { Offset = buffer.Position };
        Frame frame = Frames.ReadCounted(ref buffer);
        bool outside = into.WithoutHeaders;
        into.WithoutHeaders |= Frames.HoldsRaw(buffer, frame, element, TotalOf(lengths) * arrays);
        foreach (int length in lengths)
            for (int array = 0; array < arrays; array++)
            {
                if (length > buffer.Remaining / Math.Max(1, element.MinBytes))
                    throw new RootException($"A loop over {length} objects in {buffer.Remaining} bytes") { Offset = buffer.Position };
                into.Offsets(offsets)?.Add(length);
                element.Read(ref buffer, length, into);
            }
        into.WithoutHeaders = outside;
        Frames.End(ref buffer, frame);
    }

    private static long TotalOf(ReadOnlySpan<int> lengths)
    {
        long total = 0;
        foreach (int length in lengths) total += length;
        return total;
    }
}

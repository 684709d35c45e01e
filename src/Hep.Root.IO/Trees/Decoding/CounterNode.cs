using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>A member that counts the values of another: its values are kept until those are read.</summary>
/// <param name="number">The member as a column.</param>
/// <param name="width">Bytes of the count.</param>
/// <param name="counts">Where the counts are kept.</param>
internal sealed class CounterNode(Node number, int width, int counts) : Node
{
    public override int MinBytes => width;

    public override int RawBytes => width;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        RootBuffer ahead = buffer;
        GrowingMemory<int> kept = into.Counts(counts);
        kept.Clear();
        for (int i = 0; i < count; i++) kept.Append(ReadCount(ref ahead));
        number.Read(ref buffer, count, into);
    }

    private int ReadCount(ref RootBuffer buffer)
    {
        int start = buffer.Position;
        long value = width switch { 1 => buffer.ReadByte(), 2 => buffer.ReadInt16(), 4 => buffer.ReadInt32(), _ => buffer.ReadInt64() };
        return value is >= 0 and <= int.MaxValue ? (int)value
            : throw new RootException($"A count of {value} values") { Offset = start };
    }
}

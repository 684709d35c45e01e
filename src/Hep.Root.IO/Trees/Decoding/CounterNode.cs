using Hep.Jagged;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>A member that counts the values of another: its values are kept until those are read.</summary>
/// <param name="number">The member as a column.</param>
/// <param name="type">How the count is stored.</param>
/// <param name="counts">Where the counts are kept.</param>
internal sealed class CounterNode(Node number, ElementType type, int counts) : Node
{
    public override int MinBytes => number.MinBytes;

    public override int RawBytes => number.RawBytes;

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
        long value = type switch
        {
            ElementType.Int8 => (sbyte)buffer.ReadByte(),
            ElementType.UInt8 => buffer.ReadByte(),
            ElementType.Int16 => buffer.ReadInt16(),
            ElementType.UInt16 => buffer.ReadUInt16(),
            ElementType.Int32 => buffer.ReadInt32(),
            ElementType.UInt32 => buffer.ReadUInt32(),
            _ => buffer.ReadInt64(),                        // of an unsigned one beyond its range: negative, and refused
        };
        return value is >= 0 and <= int.MaxValue ? (int)value
            : throw new RootException($"A count of {value} values") { Offset = start };
    }
}

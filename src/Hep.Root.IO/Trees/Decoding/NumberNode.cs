using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>Numbers one behind the other: decoded as a block.</summary>
internal sealed class NumberNode<T>(int leaf, WireFormat<T> format) : Node where T : unmanaged
{
    public override int MinBytes => format.Width;

    public override int RawBytes => format.Width;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        ReadOnlySpan<byte> stored = buffer.Take(count, format.Width);
        if (into.Values<T>(leaf) is { } values) format.Decode(stored, values.Add(count));
    }

    public override int ReadRest(ref RootBuffer buffer, ColumnBuilders into)
    {
        int count = buffer.Remaining / format.Width;
        Read(ref buffer, count, into);
        if (!buffer.AtEnd) throw new RootException($"{buffer.Length} bytes are no whole number of values of {format.Width} bytes");
        return count;
    }
}

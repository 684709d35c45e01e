using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>Numbers one behind the other: decoded as a block.</summary>
internal sealed class NumberNode<T>(WireFormat<T> format) : Node where T : unmanaged
{
    public override int MinBytes => format.Width;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilder into)
    {
        ReadOnlySpan<byte> stored = buffer.Take(count, format.Width);
        format.Decode(stored, ((ColumnBuilder<T>)into).Add(count));
    }
}

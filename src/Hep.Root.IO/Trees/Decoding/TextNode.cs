using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>Strings one behind the other: a length of one byte, or 255 and four more, and the characters.</summary>
/// <param name="level">The level of offsets that the characters have.</param>
internal sealed class TextNode(int level) : Node
{
    public override int MinBytes => 1;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilder into)
    {
        ColumnBuilder<byte> characters = (ColumnBuilder<byte>)into;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> text = buffer.ReadStringBytes();
            text.CopyTo(characters.Add(text.Length));
            into.AddList(level, text.Length);
        }
    }
}

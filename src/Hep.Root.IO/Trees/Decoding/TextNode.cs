using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>Strings one behind the other: a length of one byte, or 255 and four more, and the characters.</summary>
/// <param name="leaf">The column of the characters.</param>
/// <param name="characters">The level of offsets that the characters have.</param>
internal sealed class TextNode(int leaf, int characters) : Node
{
    public override int MinBytes => 1;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        for (int i = 0; i < count; i++) Add(buffer.ReadStringBytes(), leaf, characters, into);
    }

    /// <summary>Adds the characters of one text.</summary>
    public static void Add(ReadOnlySpan<byte> text, int leaf, int characters, ColumnBuilders into)
    {
        if (into.Values<byte>(leaf) is not { } values) return;
        text.CopyTo(values.Add(text.Length));
        into.Offsets(characters)!.Add(text.Length);
    }
}

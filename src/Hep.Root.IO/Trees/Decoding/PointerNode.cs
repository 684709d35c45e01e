using System.Collections.Concurrent;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// Objects behind pointers: null, or an object with its class. A level of offsets says which are there. An object that the entry holds a
/// second time is named by its place only; columns have no place for a second look at it, so it is refused.
/// </summary>
/// <param name="offsets">The level of offsets: a list of none or one.</param>
/// <param name="className">The class that is pointed to.</param>
/// <param name="pointed">An object of it.</param>
/// <param name="derived">The nodes of a class that derives from it; null for one that does not.</param>
internal sealed class PointerNode(int offsets, string className, Node pointed, Func<string, Node?> derived) : Node
{
    private readonly ConcurrentDictionary<string, Node?> _derived = new(StringComparer.Ordinal);

    public override int MinBytes => 4;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        for (int i = 0; i < count; i++) ReadOne(ref buffer, into);
    }

    private void ReadOne(ref RootBuffer buffer, ColumnBuilders into)
    {
        int start = buffer.Position;
        ObjectTag tag = into.Tags.Read(ref buffer);
        bool isNull = tag.ClassName is null && tag.Reference == 0;
        into.Offsets(offsets)?.Add(isNull ? 0 : 1);
        if (isNull) return;
        if (tag.ClassName is null) throw new RootException("A pointer to an object that the entry holds elsewhere") { Offset = start };
        Node node = tag.ClassName == className ? pointed : _derived.GetOrAdd(tag.ClassName, derived)
            ?? throw new RootException($"An object of class {tag.ClassName} where {className} is declared") { Offset = start };
        node.Read(ref buffer, 1, into);
        if (tag.End >= 0 && buffer.Position != tag.End)
            throw new RootException(
                $"The byte count says that the object ends at {tag.End}, its content ends at {buffer.Position}") { Offset = start };
    }
}

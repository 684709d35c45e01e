using System.Text;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// Entries of a TBranchObject: the name of the class, a zero byte, and the object with its header (TBranchObject::FillLeaves).
/// </summary>
internal sealed class NamedClassNode(string className, Node content) : Node
{
    private readonly byte[] _className = Encoding.UTF8.GetBytes(className);

    public override int MinBytes => 2 + content.MinBytes;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        int start = buffer.Position;
        ReadOnlySpan<byte> named = buffer.ReadStringBytes();
        if (!named.SequenceEqual(_className))
            throw new RootException($"An object of class {RootBuffer.Text(named)} where {className} is declared") { Offset = start };
        if (buffer.ReadByte() != 0)
            throw new RootException($"The name of class {className} does not end with a zero byte") { Offset = start };
        content.Read(ref buffer, count, into);
    }
}

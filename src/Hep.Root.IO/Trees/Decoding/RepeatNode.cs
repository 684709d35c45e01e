using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>A fixed array: as many values as its shape has.</summary>
internal sealed class RepeatNode(int size, Node element) : Node
{
    public override int MinBytes => (int)Math.Min(int.MaxValue, (long)size * element.MinBytes);

    public override int RawBytes => element.RawBytes < 0 || (long)size * element.RawBytes > int.MaxValue ? -1 : size * element.RawBytes;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        if (count > buffer.Remaining / Math.Max(1, MinBytes))
            throw new RootException($"{count} arrays of {size} values in {buffer.Remaining} bytes") { Offset = buffer.Position };
        element.Read(ref buffer, checked(count * size), into);
    }

    public override int ReadRest(ref RootBuffer buffer, ColumnBuilders into)
    {
        int start = buffer.Position, values = element.ReadRest(ref buffer, into);
        if (values % size != 0) throw new RootException($"{values} values are no whole number of arrays of {size}") { Offset = start };
        return values / size;
    }
}

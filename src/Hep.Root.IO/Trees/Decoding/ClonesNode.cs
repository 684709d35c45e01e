using System.Buffers.Text;
using System.Text;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// TClonesArray that is not split: the name of the elements' class, and the elements one by one, each behind a byte that says whether it is
/// there, or all of them member by member (kBypassStreamer; TClonesArray::Streamer).
/// </summary>
internal sealed class ClonesNode(int offsets, ClassLayout element) : Node
{
    private readonly byte[] _className = Encoding.UTF8.GetBytes(element.Name);
    private readonly ObjectNode _object = new(element);

    public override int MinBytes => ClonesHead.MinBytes;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        for (int i = 0; i < count; i++) ReadOne(ref buffer, into);
    }

    private void ReadOne(ref RootBuffer buffer, ColumnBuilders into)
    {
        (Frame frame, bool memberWise) = ClonesHead.Read(ref buffer);
        int? version = ReadClass(ref buffer);
        int elements = Math.Abs(Math.Max(buffer.ReadInt32(), -int.MaxValue));
        buffer.ReadInt32();                                 // the lower bound
        if (elements > buffer.Remaining / Math.Max(1, memberWise ? element.Record.MinBytes : 1))
            throw new RootException($"An array of {elements} objects in {buffer.Remaining} bytes") { Offset = buffer.Position };
        if (memberWise)
        {
            if (version is { } named && elements > 0) element.Check(named, checksum: 0, frame.Start);   // else each object tells its own
            into.Offsets(offsets)?.Add(elements);
            if (elements > 0) element.Record.ReadColumn(ref buffer, elements, into);
        }
        else into.Offsets(offsets)?.Add(ReadPresent(ref buffer, elements, into));
        Frames.End(ref buffer, frame);
    }

    // Places without an object hold none in the column either.
    private int ReadPresent(ref RootBuffer buffer, int elements, ColumnBuilders into)
    {
        int present = 0;
        for (int i = 0; i < elements; i++)
        {
            if (buffer.ReadByte() == 0) continue;
            present++;
            _object.Read(ref buffer, 1, into);
        }
        return present;
    }

    // The class, which has to be the one that was planned, and its version; null where it is not told.
    private int? ReadClass(ref RootBuffer buffer)
    {
        int start = buffer.Position;
        ReadOnlySpan<byte> named = buffer.ReadStringBytes();     // class;version
        int semicolon = named.IndexOf((byte)';');
        if (!(semicolon < 0 ? named : named[..semicolon]).SequenceEqual(_className))
            throw new RootException($"An array of {RootBuffer.Text(named)} where one of {element.Name} is expected") { Offset = start };
        return semicolon >= 0 && Utf8Parser.TryParse(named[(semicolon + 1)..], out int version, out _) ? version : null;
    }
}

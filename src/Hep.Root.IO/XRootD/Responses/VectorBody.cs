namespace Hep.Root.IO.XRootD;

/// <summary>The elements of a vector read: a header before each, in the order of the request. A part may end anywhere.</summary>
internal sealed class VectorBody(IReadOnlyList<ByteRead> reads) : ResponseBody
{
    private readonly byte[] _header = new byte[ReadVectorRequest.ElementBytes];
    private int _element;
    private int _filledOfHeader;
    private int _filled;

    public override IReadOnlyList<ByteRead> Missing => [.. reads.Skip(_element)];

    public override void Complete()
    {
        if (_element < reads.Count) throw new XRootDException($"The server sent {_element} of {reads.Count} ranges.");
    }

    protected override async ValueTask TakePlainAsync(FrameBody part)
    {
        while (part.Remaining > 0)
        {
            if (_element == reads.Count)
                throw new XRootDException($"The server sent more than the {reads.Count} ranges that were asked for.");
            if (_filledOfHeader < _header.Length)
                _filledOfHeader += await part.ReadAsync(_header.AsMemory(_filledOfHeader)).ConfigureAwait(false);
            if (_filledOfHeader < _header.Length) continue;
            ByteRead read = reads[_element];
            if (_filled == 0) Check(read);
            int length = Math.Min(part.Remaining, read.Destination.Length - _filled);
            if (!await FillAsync(part, read.Destination.Slice(_filled, length)).ConfigureAwait(false)) return;
            _filled += length;
            if (_filled == read.Destination.Length) (_element, _filledOfHeader, _filled) = (_element + 1, 0, 0);
        }
    }

    private void Check(ByteRead read)
    {
        (int length, long offset) = ReadVectorRequest.ParseElement(_header);
        if (length != read.Destination.Length || offset != read.Offset)
            throw new XRootDException(
                $"The server sent {length} bytes at {offset} where {read.Destination.Length} at {read.Offset} were asked for.");
    }
}

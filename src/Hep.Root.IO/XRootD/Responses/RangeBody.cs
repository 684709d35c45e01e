namespace Hep.Root.IO.XRootD;

/// <summary>One range of a file, bare.</summary>
internal sealed class RangeBody(ByteRead range) : ResponseBody
{
    private readonly Memory<byte> _destination = range.Destination;
    private int _filled;

    public override IReadOnlyList<ByteRead> Missing => [new ByteRead(range.Offset + _filled, _destination[_filled..])];

    public override void Complete()
    {
        if (_filled < _destination.Length)
            throw new XRootDException($"The server sent {_filled} of {_destination.Length} bytes: the file became shorter.");
    }

    protected override async ValueTask TakePlainAsync(FrameBody part)
    {
        if (part.Remaining > _destination.Length - _filled)
            throw new XRootDException($"The server sent more than the {_destination.Length} bytes that were asked for.");
        while (part.Remaining > 0)
        {
            // Each piece counts: what is asked for again, where the connection breaks, is less then.
            int read = await ReadAsync(part, _destination[_filled..]).ConfigureAwait(false);
            if (read == 0) return;
            _filled += read;
        }
    }
}

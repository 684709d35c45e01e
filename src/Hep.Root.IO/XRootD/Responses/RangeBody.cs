namespace Hep.Root.IO.XRootD;

/// <summary>One range of a file, bare.</summary>
internal sealed class RangeBody(Memory<byte> destination) : ResponseBody
{
    private int _filled;

    public override void Complete()
    {
        if (_filled < destination.Length)
            throw new XRootDException($"The server sent {_filled} of {destination.Length} bytes: the file became shorter.");
    }

    protected override async ValueTask TakePlainAsync(FrameBody part)
    {
        int length = part.Remaining;
        if (length > destination.Length - _filled)
            throw new XRootDException($"The server sent more than the {destination.Length} bytes that were asked for.");
        await FillAsync(part, destination.Slice(_filled, length)).ConfigureAwait(false);
        _filled += length;
    }
}

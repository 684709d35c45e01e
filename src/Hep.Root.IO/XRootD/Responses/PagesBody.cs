using System.Buffers.Binary;

namespace Hep.Root.IO.XRootD;

/// <summary>
/// One range of a file with a checksum before each page: pages begin where the file's offsets divide by 4096, so the first may be short.
/// Pages whose checksum is wrong are noted, to be asked for once more.
/// </summary>
internal sealed class PagesBody(long offset, Memory<byte> destination) : ResponseBody
{
    public const int PageBytes = 4096;

    private readonly byte[] _checksum = new byte[sizeof(uint)];
    private readonly List<ByteRead> _damaged = [];
    private int _filledOfChecksum;
    private uint _crc = Crc32C.Start;
    private int _pageStart;
    private int _filled;

    /// <summary>The pages that did not arrive as they were sent.</summary>
    public IReadOnlyList<ByteRead> Damaged => _damaged;

    public override void Complete()
    {
        if (_filled < destination.Length || _filledOfChecksum > 0)
            throw new XRootDException($"The server sent {_filled} of {destination.Length} bytes: the file became shorter.");
    }

    // Servers may answer without checksums what has none.
    protected override ValueTask TakePlainAsync(FrameBody part) => part.Remaining == 0
        ? ValueTask.CompletedTask
        : throw new XRootDException("The server sent bytes without the checksums that were asked for.");

    protected override async ValueTask TakePagesAsync(FrameBody part, long start)
    {
        if (part.Remaining > 0 && start != offset + _filled)
            throw new XRootDException($"The server sent bytes at {start} where those at {offset + _filled} were next.");
        while (part.Remaining > 0)
        {
            if (_filledOfChecksum < _checksum.Length)
            {
                _filledOfChecksum += await part.ReadAsync(_checksum.AsMemory(_filledOfChecksum)).ConfigureAwait(false);
                continue;
            }
            int end = (int)Math.Min(destination.Length, _pageStart + PageBytes - (offset + _pageStart) % PageBytes);
            int length = Math.Min(part.Remaining, end - _filled);
            if (length == 0) throw new XRootDException($"The server sent more than the {destination.Length} bytes that were asked for.");
            await FillAsync(part, destination.Slice(_filled, length)).ConfigureAwait(false);
            _filled += length;
            if (_filled == end) EndPage();
        }
    }

    protected override void Written(ReadOnlySpan<byte> bytes) => _crc = Crc32C.Append(_crc, bytes);

    private void EndPage()
    {
        if (~_crc != BinaryPrimitives.ReadUInt32BigEndian(_checksum))
            _damaged.Add(new ByteRead(offset + _pageStart, destination[_pageStart.._filled]));
        (_filledOfChecksum, _pageStart, _crc) = (0, _filled, Crc32C.Start);
    }
}

using System.Buffers.Binary;

namespace Hep.Root.IO.XRootD;

/// <summary>
/// One range of a file with a checksum before each page: pages begin where the file's offsets divide by 4096, so the first may be short.
/// Pages whose checksum is wrong are noted, to be asked for once more.
/// </summary>
internal sealed class PagesBody(ByteRead range) : ResponseBody
{
    public const int PageBytes = 4096;

    private readonly long _offset = range.Offset;
    private readonly Memory<byte> _destination = range.Destination;
    private readonly byte[] _checksum = new byte[sizeof(uint)];
    private readonly List<ByteRead> _damaged = [];
    private int _filledOfChecksum;
    private uint _crc = Crc32C.Start;
    private int _pageStart;
    private int _sound;                         // before the first damaged page; read while parts still come
    private int _filled;

    public override IReadOnlyList<ByteRead> Missing => [new ByteRead(_offset + _sound, _destination[_sound..])];

    /// <summary>The bytes whose checksum was right.</summary>
    public int VerifiedBytes { get; private set; }

    /// <summary>The pages that did not arrive as they were sent.</summary>
    public IReadOnlyList<ByteRead> Damaged => _damaged;

    public override void Complete()
    {
        if (_filled < _destination.Length || _filledOfChecksum > 0)
            throw new XRootDException($"The server sent {_filled} of {_destination.Length} bytes: the file became shorter.");
    }

    // Servers may answer without checksums what has none.
    protected override ValueTask TakePlainAsync(FrameBody part) => part.Remaining == 0
        ? ValueTask.CompletedTask
        : throw new XRootDException("The server sent bytes without the checksums that were asked for.");

    protected override async ValueTask TakePagesAsync(FrameBody part, long start)
    {
        if (part.Remaining > 0 && start != _offset + _filled)
            throw new XRootDException($"The server sent bytes at {start} where those at {_offset + _filled} were next.");
        while (part.Remaining > 0)
        {
            if (_filledOfChecksum < _checksum.Length)
            {
                _filledOfChecksum += await part.ReadAsync(_checksum.AsMemory(_filledOfChecksum)).ConfigureAwait(false);
                continue;
            }
            int end = (int)Math.Min(_destination.Length, _pageStart + PageBytes - (_offset + _pageStart) % PageBytes);
            int length = Math.Min(part.Remaining, end - _filled);
            if (length == 0) throw new XRootDException($"The server sent more than the {_destination.Length} bytes that were asked for.");
            if (!await FillAsync(part, _destination.Slice(_filled, length)).ConfigureAwait(false)) return;
            _filled += length;
            if (_filled == end) EndPage();
        }
    }

    protected override void Written(ReadOnlySpan<byte> bytes) => _crc = Crc32C.Append(_crc, bytes);

    private void EndPage()
    {
        if (~_crc == BinaryPrimitives.ReadUInt32BigEndian(_checksum))
        {
            VerifiedBytes += _filled - _pageStart;
            if (_damaged.Count == 0) _sound = _filled;
        }
        else _damaged.Add(new ByteRead(_offset + _pageStart, _destination[_pageStart.._filled]));
        (_filledOfChecksum, _pageStart, _crc) = (0, _filled, Crc32C.Start);
    }
}

using System.Buffers;

namespace Hep.Root.IO.XRootD;

/// <summary>A response that is read when it is whole: texts, lists, handles.</summary>
internal sealed class CollectedBody : ResponseBody
{
    // A directory of a million files is below it.
    private const int MostBytes = 128 << 20;

    // Not of a pool: who asked may be gone before the last byte has come.
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    public override void Complete() { }

    protected override async ValueTask TakePlainAsync(FrameBody part)
    {
        if (part.Remaining > MostBytes - _bytes.WrittenCount)
            throw new XRootDException($"The server's answer is longer than {MostBytes} bytes.");
        while (part.Remaining > 0)
        {
            int read = await ReadAsync(part, _bytes.GetMemory(Math.Min(part.Remaining, 1 << 16))).ConfigureAwait(false);
            if (read == 0) return;
            _bytes.Advance(read);
        }
    }
}

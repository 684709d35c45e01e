namespace Hep.Root.IO.XRootD;

/// <summary>The bytes of one frame, of which a reader takes what it wants; what it leaves is passed over.</summary>
internal sealed class FrameBody(FrameReader frames, int length, CancellationToken stop)
{
    /// <summary>The bytes that are left.</summary>
    public int Remaining { get; private set; } = length;

    /// <summary>Reads at least one byte, and as many as are there.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> destination)
    {
        int read = await frames.ReadAsync(destination[..Math.Min(destination.Length, Remaining)], Remaining, stop).ConfigureAwait(false);
        Remaining -= read;
        return read;
    }

    /// <summary>Passes over bytes.</summary>
    public async ValueTask SkipAsync(int bytes)
    {
        await frames.SkipAsync(bytes, stop).ConfigureAwait(false);
        Remaining -= bytes;
    }
}

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>Where bytes of an RNTuple lie: those of a payload, not of the key before it.</summary>
/// <param name="Seek">The place in the file; −1 for a kind of place that is not known here.</param>
/// <param name="StoredBytes">Bytes there.</param>
internal readonly record struct Locator(long Seek, long StoredBytes)
{
    private const int LargeType = 1;                // 64 bits of size and of offset (specification, "Locators and Envelope Links")

    /// <summary>Whether the file as it is can hold it.</summary>
    public bool IsKnown => Seek >= 0;

    /// <summary>Reads one: size and offset, or a frame of another type of place.</summary>
    public static Locator Read(ref EnvelopeBuffer buffer)
    {
        int size = buffer.ReadInt32();
        if (size >= 0) return new Locator(Position(buffer.ReadInt64()), size);
        int bytes = size & 0xFFFF, type = (size >> 24) & 0x7F;
        EnvelopeBuffer payload = buffer.Slice(bytes - sizeof(int));
        if (type != LargeType) return new Locator(-1, 0);
        long stored = payload.ReadInt64();
        return new Locator(Position(payload.ReadInt64()), stored);
    }

    // A place beyond 2⁶³ is beyond any file: it must not look like an unknown kind.
    private static long Position(long offset) => offset < 0 ? long.MaxValue : offset;
}

/// <summary>Where an envelope lies, and how long it is.</summary>
/// <param name="PlainBytes">Bytes after decompression.</param>
/// <param name="Locator">Its place.</param>
internal readonly record struct EnvelopeLink(long PlainBytes, Locator Locator)
{
    /// <summary>Reads one.</summary>
    public static EnvelopeLink Read(ref EnvelopeBuffer buffer) => new(buffer.ReadInt64(), Locator.Read(ref buffer));
}

namespace Hep.Root.IO.Compression.Zstd;

/// <summary>What a frame says of itself (RFC 8878, 3.1.1.1).</summary>
/// <param name="Bytes">The size of the header.</param>
/// <param name="WindowBytes">How far back matches go; blocks are not larger.</param>
/// <param name="ContentBytes">What the frame gives; null where it does not say.</param>
/// <param name="HasChecksum">Whether a checksum follows the blocks.</param>
internal readonly record struct FrameHeader(int Bytes, ulong WindowBytes, ulong? ContentBytes, bool HasChecksum)
{
    private const int MinWindowLog = 10;

    /// <summary>Reads the header that <paramref name="frame"/> begins with, behind the magic number.</summary>
    /// <exception cref="InvalidDataException">It is cut off, or asks for what no frame of ROOT has.</exception>
    public static FrameHeader Parse(ReadOnlySpan<byte> frame)
    {
        int at = sizeof(uint);
        if (frame.Length <= at) throw CutOff();
        int descriptor = frame[at++];
        bool isSingle = (descriptor & 0x20) != 0;
        int contentBytes = (descriptor >> 6) switch { 0 => isSingle ? 1 : 0, 1 => 2, 2 => 4, _ => 8 };
        int dictionaryBytes = (descriptor & 3) switch { 3 => 4, var bytes => bytes };
        if ((descriptor & 8) != 0) throw new InvalidDataException("a reserved bit of a frame is set.");
        if (frame.Length - at < (isSingle ? 0 : 1) + dictionaryBytes + contentBytes) throw CutOff();
        ulong window = 0;
        if (!isSingle)
        {
            int log = frame[at] >> 3, eighths = frame[at++] & 7;
            window = 1ul << (MinWindowLog + log);
            window += (window >> 3) * (uint)eighths;
        }
        if (Number(frame.Slice(at, dictionaryBytes)) != 0) throw new InvalidDataException("a frame asks for a dictionary.");
        at += dictionaryBytes;
        ulong? content = contentBytes == 0 ? null : Number(frame.Slice(at, contentBytes)) + (contentBytes == 2 ? 256u : 0u);
        return new FrameHeader(at + contentBytes, isSingle ? content!.Value : window, content, (descriptor & 4) != 0);
    }

    private static ulong Number(ReadOnlySpan<byte> bytes)
    {
        ulong number = 0;
        for (int i = bytes.Length - 1; i >= 0; i--) number = number << 8 | bytes[i];
        return number;
    }

    private static InvalidDataException CutOff() => new("a frame's header is cut off.");
}

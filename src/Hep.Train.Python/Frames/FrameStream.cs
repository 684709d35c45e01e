using System.Runtime.InteropServices;

namespace Hep.Train.Python;

/// <summary>Frames on a pair of pipes. No length is believed: memory is taken as bytes come.</summary>
internal sealed class FrameStream(Stream output, Stream input)
{
    private const int Step = 1 << 20;
    private const int FailureBytes = 1 << 16;

    /// <summary>Begins a frame whose parts follow.</summary>
    public void Begin(FrameKind kind, long length)
    {
        Span<byte> header = stackalloc byte[FrameHeader.Size];
        new FrameHeader(kind, length).Write(header);
        output.Write(header);
    }

    /// <summary>Writes a part of a frame as it lies in memory.</summary>
    public void Write<T>(ReadOnlySpan<T> part) where T : unmanaged => output.Write(MemoryMarshal.AsBytes(part));

    /// <summary>Writes a whole frame.</summary>
    public void Write(FrameKind kind, ReadOnlySpan<byte> content)
    {
        Begin(kind, content.Length);
        output.Write(content);
        output.Flush();
    }

    /// <summary>Hands on what was written.</summary>
    public void Flush() => output.Flush();

    /// <summary>The content of the next frame.</summary>
    /// <param name="expected">What it must be.</param>
    /// <param name="limit">Bytes that it may have.</param>
    /// <exception cref="ScriptFailedException">The script says that it failed.</exception>
    /// <exception cref="InvalidDataException">It is no such frame.</exception>
    /// <exception cref="EndOfStreamException">The pipe ended.</exception>
    public byte[] Read(FrameKind expected, long limit)
    {
        Span<byte> bytes = stackalloc byte[FrameHeader.Size];
        input.ReadExactly(bytes);
        FrameHeader header = FrameHeader.Read(bytes);
        if (header.Kind == FrameKind.Failed && header.Length is >= 0 and <= FailureBytes)
            throw new ScriptFailedException(ScriptFailure.Read(ReadContent((int)header.Length)));
        if (header.Kind != expected)
            throw new InvalidDataException(
                $"answered with a frame of kind {(ushort)header.Kind}, expected {(ushort)expected} ({expected})");
        if (header.Length < 0 || header.Length > limit)
            throw new InvalidDataException($"announces {header.Length} bytes in a frame {expected}, at most {limit} are taken");
        return ReadContent((int)header.Length);
    }

    private byte[] ReadContent(int length)
    {
        byte[] content = new byte[Math.Min(length, Step)];
        for (int read = 0; ;)
        {
            input.ReadExactly(content, read, content.Length - read);
            if (content.Length == length) return content;
            read = content.Length;
            Array.Resize(ref content, (int)Math.Min(length, 2L * read));
        }
    }
}

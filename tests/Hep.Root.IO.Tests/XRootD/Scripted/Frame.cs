using System.Buffers.Binary;
using System.Text;
using Hep.Root.IO.XRootD;

namespace Hep.Root.IO.Tests.XRootD.Scripted;

/// <summary>Writes what servers send: eight bytes of header, and what follows.</summary>
internal static class Frame
{
    private const int AsynchronousResponse = 5008;

    public static byte[] Ok(ushort id, ReadOnlySpan<byte> body) => Of(id, (ushort)ResponseStatus.Ok, body);

    public static byte[] Ok(ushort id, string text = "") => Ok(id, Encoding.UTF8.GetBytes(text));

    public static byte[] Part(ushort id, ReadOnlySpan<byte> body) => Of(id, (ushort)ResponseStatus.OkSoFar, body);

    public static byte[] Error(ushort id, XRootDError error, string text) => Numbered(id, ResponseStatus.Error, (int)error, $"{text}\0");

    public static byte[] Wait(ushort id, int seconds) => Numbered(id, ResponseStatus.Wait, seconds, "");

    public static byte[] Redirect(ushort id, int port, string text) => Numbered(id, ResponseStatus.Redirect, port, text);

    /// <summary>The answer comes by itself, later.</summary>
    public static byte[] WaitForResponse(ushort id, int seconds) => Numbered(id, ResponseStatus.WaitForResponse, seconds, "Job scheduled.");

    /// <summary>An answer that was promised.</summary>
    public static byte[] Late(byte[] answer) => Attention(AsynchronousResponse, [0, 0, 0, 0, .. answer]);

    /// <summary>A message that nobody asked for.</summary>
    public static byte[] Attention(int action, ReadOnlySpan<byte> body) =>
        Of(0, (ushort)ResponseStatus.Attention, [.. BigEndian(action), .. body]);

    public static byte[] Of(ushort id, ushort status, ReadOnlySpan<byte> body) => [.. Header(id, status, body.Length), .. body];

    /// <summary>A header alone, whatever follows it.</summary>
    public static byte[] Header(ushort id, ushort status, int length)
    {
        byte[] header = new byte[ResponseHeader.Bytes];
        BinaryPrimitives.WriteUInt16BigEndian(header, id);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), status);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), length);
        return header;
    }

    /// <summary>A part of an answer with checksums.</summary>
    /// <param name="id">The request.</param>
    /// <param name="offset">Where in the file the part begins.</param>
    /// <param name="payload">The pages of it, as <see cref="Pages"/> makes them.</param>
    /// <param name="isFinal">Whether it is the last one.</param>
    /// <param name="idInHead">The request as the head has it; null: the same.</param>
    public static byte[] PageStatus(ushort id, long offset, ReadOnlySpan<byte> payload, bool isFinal = true, ushort? idInHead = null)
    {
        byte[] head = new byte[Hep.Root.IO.XRootD.PageStatus.Bytes];
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(4), idInHead ?? id);
        head[6] = (ushort)RequestCode.ReadPages - 3000;
        head[7] = (byte)(isFinal ? 0 : 1);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(12), payload.Length);
        BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(16), offset);
        BinaryPrimitives.WriteUInt32BigEndian(head, Crc32C.Of(head.AsSpan(4)));
        return [.. Of(id, (ushort)ResponseStatus.Status, head), .. payload];
    }

    /// <summary>Bytes with a checksum before each page of the file.</summary>
    public static byte[] Pages(long offset, ReadOnlySpan<byte> bytes)
    {
        List<byte> pages = [];
        while (!bytes.IsEmpty)
        {
            int length = (int)Math.Min(bytes.Length, PagesBody.PageBytes - offset % PagesBody.PageBytes);
            pages.AddRange(BigEndian((int)Crc32C.Of(bytes[..length])));
            pages.AddRange(bytes[..length]);
            bytes = bytes[length..];
            offset += length;
        }
        return [.. pages];
    }

    public static byte[] BigEndian(int number)
    {
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static byte[] Numbered(ushort id, ResponseStatus status, int number, string text) =>
        Of(id, (ushort)status, [.. BigEndian(number), .. Encoding.UTF8.GetBytes(text)]);
}

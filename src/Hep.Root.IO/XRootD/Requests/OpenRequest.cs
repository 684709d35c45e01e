using System.Buffers.Binary;
using System.Text;

namespace Hep.Root.IO.XRootD;

/// <summary>kXR_open, for reading: a handle that is good in its session, and the file's status with it.</summary>
internal static class OpenRequest
{
    private const ushort Read = 0x0010, ReturnStatus = 0x0400;
    private const int CompressionBytes = 8;

    public static Request Of(string path)
    {
        Span<byte> body = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(body[2..], Read | ReturnStatus);
        return new Request(RequestCode.Open, body, Encoding.UTF8.GetBytes(path));
    }

    /// <summary>The handle; page size and type of a compression that no server uses; the status.</summary>
    public static (FileHandle Handle, XRootDStatus Status) Parse(ReadOnlySpan<byte> answer)
    {
        if (answer.Length <= FileHandle.Bytes + CompressionBytes)
            throw new XRootDException($"The server answered an open with {answer.Length} bytes: a handle and the file's status expected.");
        if (BinaryPrimitives.ReadInt32BigEndian(answer[FileHandle.Bytes..]) != 0)
            throw new XRootDException("The server would compress what it sends, which nobody reads.");
        return (FileHandle.Parse(answer), StatRequest.Parse(answer[(FileHandle.Bytes + CompressionBytes)..]));
    }
}

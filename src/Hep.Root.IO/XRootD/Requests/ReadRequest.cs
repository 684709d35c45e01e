using System.Buffers.Binary;

namespace Hep.Root.IO.XRootD;

/// <summary>kXR_read and kXR_pgread: one range of an open file, bare or with a checksum for each page.</summary>
internal static class ReadRequest
{
    private const int RangeBytes = FileHandle.Bytes + sizeof(long) + sizeof(int);
    private const byte RetryOfPage = 1;

    public static Request Of(FileHandle handle, long offset, int length) => Range(RequestCode.Read, handle, offset, length, default);

    /// <param name="handle">The open file.</param>
    /// <param name="offset">Where the range begins.</param>
    /// <param name="length">The bytes of the file in it; checksums are not counted.</param>
    /// <param name="isRetry">Whether a page arrived damaged, and is asked for once more.</param>
    public static Request OfPages(FileHandle handle, long offset, int length, bool isRetry) =>
        Range(RequestCode.ReadPages, handle, offset, length, isRetry ? new byte[] { 0, RetryOfPage } : default);

    private static Request Range(RequestCode code, FileHandle handle, long offset, int length, ReadOnlyMemory<byte> arguments)
    {
        Span<byte> body = stackalloc byte[RangeBytes];
        handle.Write(body);
        BinaryPrimitives.WriteInt64BigEndian(body[FileHandle.Bytes..], offset);
        BinaryPrimitives.WriteInt32BigEndian(body[(FileHandle.Bytes + sizeof(long))..], length);
        return new Request(code, body, arguments);
    }
}

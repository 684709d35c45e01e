using System.Buffers.Binary;

namespace Hep.Root.IO.XRootD;

/// <summary>kXR_read and kXR_pgread: one range of an open file, bare or with a checksum for each page.</summary>
internal static class ReadRequest
{
    private const int RangeBytes = FileHandle.Bytes + sizeof(long) + sizeof(int);
    private const byte RetryOfPage = 1;

    public static Request Of(FileHandle handle, ByteRead range) => Of(RequestCode.Read, handle, range, default);

    /// <param name="handle">The open file.</param>
    /// <param name="range">What is wanted; checksums are not counted.</param>
    /// <param name="isRetry">Whether a page arrived damaged, and is asked for once more.</param>
    public static Request OfPages(FileHandle handle, ByteRead range, bool isRetry) =>
        Of(RequestCode.ReadPages, handle, range, isRetry ? new byte[] { 0, RetryOfPage } : default);

    private static Request Of(RequestCode code, FileHandle handle, ByteRead range, ReadOnlyMemory<byte> arguments)
    {
        Span<byte> body = stackalloc byte[RangeBytes];
        handle.Write(body);
        BinaryPrimitives.WriteInt64BigEndian(body[FileHandle.Bytes..], range.Offset);
        BinaryPrimitives.WriteInt32BigEndian(body[(FileHandle.Bytes + sizeof(long))..], range.Destination.Length);
        return new Request(code, body, arguments);
    }
}

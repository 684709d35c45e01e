namespace Hep.Root.IO.XRootD;

/// <summary>kXR_close.</summary>
internal static class CloseRequest
{
    public static Request Of(FileHandle handle)
    {
        Span<byte> body = stackalloc byte[FileHandle.Bytes];
        handle.Write(body);
        return new Request(RequestCode.Close, body, default);
    }
}

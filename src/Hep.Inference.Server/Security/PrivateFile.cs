namespace Hep.Inference.Server.Security;

/// <summary>Files that only the service's own user may read.</summary>
internal static class PrivateFile
{
    /// <summary>Opens a file to write behind what it holds; makes it where it is missing.</summary>
    public static FileStream Append(string path)
    {
        FileStreamOptions options =
            new() { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}

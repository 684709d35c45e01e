using Microsoft.Win32.SafeHandles;

namespace Hep.Root.IO.Bytes;

/// <summary>A local file.</summary>
internal sealed class FileSource : IByteSource
{
    private readonly SafeFileHandle _handle;

    private FileSource(string path, SafeFileHandle handle)
    {
        Location = path;
        _handle = handle;
        Length = RandomAccess.GetLength(handle);
    }

    public string Location { get; }

    public long Length { get; }

    public static FileSource Open(string path)
    {
        try
        {
            return new FileSource(path, File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            string why = Directory.Exists(path) ? "it is a folder: name the files in it, or a glob such as '*.root'"
                : failure is FileNotFoundException or DirectoryNotFoundException ? "there is no such file"
                : failure.Message;
            throw new RootException($"'{path}' cannot be opened: {why}", failure) { File = path };
        }
    }

    public ValueTask ReadAsync(IReadOnlyList<ByteRead> reads, CancellationToken cancellationToken = default)
    {
        // The page cache answers faster than an asynchronous read could be queued; the thread pool pays where it does not.
        foreach (ByteRead read in reads)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Fill(read);
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _handle.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Fill(ByteRead read)
    {
        SourceRange.Check(this, read);
        Span<byte> rest = read.Destination.Span;
        long offset = read.Offset;
        while (!rest.IsEmpty)
        {
            int got;
            try
            {
                got = RandomAccess.Read(_handle, rest, offset);
            }
            catch (IOException failure)
            {
                throw new RootException($"Reading failed: {failure.Message}", failure) { File = Location, Offset = offset };
            }
            if (got == 0)
                throw new RootException(
                    $"The file ended {rest.Length} bytes early: it became shorter while it was read.") { File = Location, Offset = offset };
            rest = rest[got..];
            offset += got;
        }
    }
}

namespace Hep.Jagged;

/// <summary>Bytes that wait to be written: in memory up to a bound, then in a temporary file that goes when it is closed.</summary>
internal sealed class Spool(int bufferBytes, string folder) : IDisposable
{
    private readonly MemoryStream _memory = new();
    private FileStream? _file;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_file is null && _memory.Length + bytes.Length > bufferBytes)
        {
            _file = OpenTemporary(folder);
            _memory.WriteTo(_file);
            _memory.SetLength(0);
            _memory.Capacity = 0;
        }
        ((Stream?)_file ?? _memory).Write(bytes);
    }

    public async Task CopyToAsync(Stream destination, CancellationToken cancellationToken)
    {
        Stream content = (Stream?)_file ?? _memory;
        content.Position = 0;
        await content.CopyToAsync(destination, 1 << 20, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _memory.Dispose();
        _file?.Dispose();
    }

    private static FileStream OpenTemporary(string folder)
    {
        string path = Path.Combine(folder, $".hep-{Path.GetRandomFileName()}");
        bool goesAtOnce = !OperatingSystem.IsWindows();
        FileStream file = new(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = goesAtOnce ? FileOptions.None : FileOptions.DeleteOnClose,
            BufferSize = 1 << 16,
        });
        if (goesAtOnce) File.Delete(path);   // an open file without a name: nothing remains, even of a process that is killed
        return file;
    }
}

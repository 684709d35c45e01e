using Microsoft.Win32.SafeHandles;

namespace Hep.Root.IO.Writing.Files;

/// <summary>
/// The bytes of a file that is written, under the name of a part until it is complete: under the final name there is what was there before,
/// or all of the new file. Space is taken at the end; whoever takes some, or writes, holds the gate.
/// </summary>
internal sealed class OutputFile : IDisposable
{
    /// <summary>From this place on records, directories and headers take eight bytes for places (kStartBigFile of TFile.h).</summary>
    public const long BigStart = 2_000_000_000;

    private readonly SafeFileHandle _handle;

    private OutputFile(string path, string part, SafeFileHandle handle, long start) =>
        (Path, PartPath, _handle, End) = (path, part, handle, start);

    /// <summary>One at a time appends.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>The name that the complete file gets.</summary>
    public string Path { get; }

    /// <summary>The name until then.</summary>
    public string PartPath { get; }

    /// <summary>The end of all records.</summary>
    public long End { get; private set; }

    /// <summary>Creates the part; one that a process left behind is replaced.</summary>
    /// <exception cref="RootException">That is not possible.</exception>
    public static OutputFile Create(string path, string? partPath, long start)
    {
        string full = System.IO.Path.GetFullPath(path), part = System.IO.Path.GetFullPath(partPath ?? full + ".part");
        try
        {
            if (Directory.Exists(full)) throw new IOException($"'{full}' is a folder");
            // of two writers of one file the second is refused
            return new OutputFile(full, part, File.OpenHandle(part, FileMode.Create, FileAccess.ReadWrite, FileShare.None), start);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RootException($"{part} cannot be written: {failure.Message}", failure) { File = full };
        }
    }

    /// <summary>Takes space at the end.</summary>
    public long Take(long bytes)
    {
        long start = End;
        End += bytes;
        return start;
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, long at, CancellationToken cancellationToken)
    {
        try
        {
            await RandomAccess.WriteAsync(_handle, bytes, at, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException failure)
        {
            throw Failed(failure, at);
        }
    }

    /// <summary>Writes memory after memory, from a place on.</summary>
    public async ValueTask WriteAsync(IReadOnlyList<ReadOnlyMemory<byte>> bytes, long at, CancellationToken cancellationToken)
    {
        try
        {
            await RandomAccess.WriteAsync(_handle, bytes, at, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException failure)
        {
            throw Failed(failure, at);
        }
    }

    /// <summary>Closes the part and gives it the final name, in place of what had it.</summary>
    public void Complete()
    {
        _handle.Dispose();
        try
        {
            File.Move(PartPath, Path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RootException($"{PartPath} is complete, but cannot be renamed to {Path}: {failure.Message}", failure) { File = Path };
        }
    }

    /// <summary>Closes and deletes the part.</summary>
    public void Discard()
    {
        _handle.Dispose();
        try
        {
            File.Delete(PartPath);
        }
        // What made the writer give up is what people have to hear.
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException) { }
    }

    public void Dispose()
    {
        _handle.Dispose();
        Gate.Dispose();
    }

    private RootException Failed(IOException failure, long at) =>
        new($"{PartPath} cannot be written at byte {at}: {failure.Message}", failure) { File = Path, Offset = at };
}

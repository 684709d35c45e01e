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

    // What is written goes to the disk in pieces of this size beside the writing, so that little is left to wait for at the end.
    private const int FlushBytes = 16 << 20;

    private readonly PartLock _lock;
    private readonly SafeFileHandle _handle;
    private Task _flush = Task.CompletedTask;
    private long _flushedEnd;

    private OutputFile(string path, string part, PartLock partLock, SafeFileHandle handle, long start) =>
        (Path, PartPath, _lock, _handle, End) = (path, part, partLock, handle, start);

    /// <summary>One at a time appends.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>The name that the complete file gets.</summary>
    public string Path { get; }

    /// <summary>The name until then.</summary>
    public string PartPath { get; }

    /// <summary>The end of all records.</summary>
    public long End { get; private set; }

    /// <summary>Creates the part; one that a process left behind is moved aside, to a name with <c>.old</c> behind it.</summary>
    /// <exception cref="RootException">That is not possible.</exception>
    public static OutputFile Create(string path, string? partPath, long start)
    {
        string full = System.IO.Path.GetFullPath(path), part = System.IO.Path.GetFullPath(partPath ?? full + ".part");
        PartLock? partLock = null;
        try
        {
            if (Directory.Exists(full)) throw new IOException($"'{full}' is a folder");
            partLock = PartLock.Take(part);
            return new OutputFile(full, part, partLock, Open(part), start);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            partLock?.Dispose();
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
        if (at - _flushedEnd < FlushBytes || !_flush.IsCompletedSuccessfully) return;
        _flushedEnd = at;
        _flush = Task.Run(() => RandomAccess.FlushToDisk(_handle), CancellationToken.None);
    }

    /// <summary>
    /// Forces the part to the disk, closes it, and gives it the final name, in place of what had it: until then nobody else takes it.
    /// </summary>
    public void Complete()
    {
        try
        {
            _flush.GetAwaiter().GetResult();
            RandomAccess.FlushToDisk(_handle);              // the last place where a server or a quota may still refuse
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RootException($"{PartPath} cannot be forced to the disk, and {Path} is as it was: {failure.Message}", failure)
            {
                File = Path,
            };
        }
        _handle.Dispose();
        try
        {
            File.Move(PartPath, Path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RootException($"{PartPath} is complete, but cannot be renamed to {Path}: {failure.Message}", failure) { File = Path };
        }
        _lock.Dispose();
    }

    /// <summary>Closes and deletes the part.</summary>
    public void Discard()
    {
        Close();
        try
        {
            File.Delete(PartPath);
        }
        // What made the writer give up is what people have to hear.
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException) { }
    }

    public void Dispose()
    {
        Close();
        _lock.Dispose();                                    // behind all that is done with the part
        Gate.Dispose();
    }

    // While it is flushed it would stay open behind the back of who deletes it.
    private void Close()
    {
        Task.WaitAny(_flush);                               // whatever became of it
        _handle.Dispose();
    }

    private static SafeFileHandle Open(string part)
    {
        SafeFileHandle handle = File.OpenHandle(part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        if (RandomAccess.GetLength(handle) == 0) return handle;
        handle.Dispose();
        File.Move(part, part + ".old", overwrite: true);
        return File.OpenHandle(part, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
    }

    private RootException Failed(IOException failure, long at) =>
        new($"{PartPath} cannot be written at byte {at}: {failure.Message}", failure) { File = Path, Offset = at };
}

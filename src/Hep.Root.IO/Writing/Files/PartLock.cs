using Microsoft.Win32.SafeHandles;

namespace Hep.Root.IO.Writing.Files;

/// <summary>
/// The right to write a part, for one writer at a time: an empty file beside it, <c>.part.lock</c>, locked while it is open and deleted
/// before the lock ends. It is not the part itself, which others are to read from the moment on when it has its final name. A process that
/// is killed leaves the file, and no lock.
/// </summary>
internal sealed class PartLock : IDisposable
{
    // Who loses the file so often does so to writers that come and go without end.
    private const int Attempts = 1000;

    // Unix locks what shares nothing; Windows deletes what is open where deleting is shared, and shares nothing else.
    private static readonly FileShare Share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    private static readonly DateTime Earliest = new(1990, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly SafeFileHandle _handle;
    private readonly string _path;

    private PartLock(SafeFileHandle handle, string path) => (_handle, _path) = (handle, path);

    /// <summary>Takes the right to write a part.</summary>
    /// <exception cref="IOException">Another writer has it, or the folder takes no file.</exception>
    public static PartLock Take(string part)
    {
        string path = part + ".lock";
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            SafeFileHandle handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, Share);
            try
            {
                if (IsNamed(handle, path)) return new PartLock(handle, path);
            }
            catch
            {
                handle.Dispose();
                throw;
            }
            handle.Dispose();
        }
        throw new IOException("other writers take and leave it all the time");
    }

    public void Dispose()
    {
        if (_handle.IsClosed) return;
        try
        {
            File.Delete(_path);                             // while nobody else can have taken the name
        }
        // What stays is an empty file that the next writer takes.
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException) { }
        _handle.Dispose();
    }

    // On Unix a file is opened first and locked then: in between another writer may have deleted it. An open file has no portable name, but
    // what is changed by the handle is seen by the path if both are one file. The time of writing, in even seconds, is kept where access is
    // told by the day (FAT) or not at all.
    private static bool IsNamed(SafeFileHandle handle, string path)
    {
        if (OperatingSystem.IsWindows()) return true;
        DateTime mark = Earliest.AddSeconds(2L * Random.Shared.Next(1, 500_000_000));
        File.SetLastWriteTimeUtc(handle, mark);
        return File.GetLastWriteTimeUtc(path) == mark;     // the year 1601 where there is none
    }
}

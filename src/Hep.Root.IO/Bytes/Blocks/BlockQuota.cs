using System.Buffers.Binary;
using System.IO.Enumeration;
using Microsoft.Win32.SafeHandles;

namespace Hep.Root.IO.Bytes;

/// <summary>
/// What the blocks of a folder take together, over all processes: a file beside them holds the sum, and whoever adds to it has that file
/// for itself meanwhile. Where the bound would be passed the blocks that were read longest ago go first.
/// </summary>
/// <param name="path">The folder.</param>
/// <param name="maximumBytes">What its blocks may take.</param>
/// <param name="time">Tells what writing left behind long ago.</param>
internal sealed class BlockQuota(string path, long maximumBytes, TimeProvider time)
{
    private const string LedgerName = "ledger";
    private const int Tries = 50;
    private const int SharingViolation = unchecked((int)0x80070020), AgainOnLinux = 11, AgainOnMac = 35;

    // Beyond it who was writing has ended.
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1), Pause = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();

    /// <summary>Makes room for bytes, and counts them.</summary>
    /// <returns>False: they are more than the folder may hold, or another process has been making room for long.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be.</exception>
    public bool TryReserve(long bytes)
    {
        // An eighth at once: looking for the oldest blocks means looking at all.
        long afterwards = maximumBytes - maximumBytes / 8;
        if (bytes > afterwards) return false;
        lock (_gate)
        {
            using SafeFileHandle? ledger = TryLock();
            if (ledger is null) return false;
            long used = Read(ledger);
            if (used < 0 || used + bytes > maximumBytes) used = Evict(afterwards - bytes);
            Write(ledger, used + bytes);
            return true;
        }
    }

    // Other processes are told to come again while it is open.
    private SafeFileHandle? TryLock()
    {
        string ledger = Path.Combine(path, LedgerName);
        for (int tries = 0; tries < Tries; tries++)
        {
            try
            {
                return File.OpenHandle(ledger, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException failure) when (failure.HResult is SharingViolation or AgainOnLinux or AgainOnMac)
            {
                Thread.Sleep(Pause);
            }
        }
        return null;
    }

    /// <summary>The sum; below 0 where nobody has taken it, or it cannot be one.</summary>
    private long Read(SafeFileHandle ledger)
    {
        Span<byte> sum = stackalloc byte[sizeof(long)];
        if (RandomAccess.Read(ledger, sum, 0) < sum.Length) return -1;
        long used = BinaryPrimitives.ReadInt64LittleEndian(sum);
        return used <= maximumBytes ? used : -1;
    }

    private static void Write(SafeFileHandle ledger, long used)
    {
        Span<byte> sum = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(sum, used);
        RandomAccess.Write(ledger, sum, 0);
    }

    /// <summary>Counts all blocks, and removes the oldest until the others take so much.</summary>
    /// <returns>What is left.</returns>
    private long Evict(long most)
    {
        List<(DateTimeOffset Used, long Bytes, string File)> blocks = [.. Find()];
        long used = blocks.Sum(b => b.Bytes);
        if (used <= most) return used;
        DateTimeOffset abandoned = time.GetUtcNow() - Abandoned;
        foreach ((DateTimeOffset when, long bytes, string file) in blocks.OrderBy(b => b.Used))
        {
            if (used <= most) break;
            if (file.EndsWith(BlockFormat.PartSuffix, StringComparison.Ordinal) && when > abandoned) continue;
            if (TryDelete(file)) used -= bytes;
        }
        foreach (string folder in blocks.Select(b => Path.GetDirectoryName(b.File)!).Distinct()) TryDeleteEmpty(folder);
        return used;
    }

    // Nothing but what a cache writes: whoever names a folder with other files in it keeps them.
    private FileSystemEnumerable<(DateTimeOffset, long, string)> Find() => new(path,
        static (ref FileSystemEntry e) => (e.LastWriteTimeUtc, e.Length, e.ToFullPath()),
        new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1, AttributesToSkip = FileAttributes.ReparsePoint })
    {
        ShouldRecursePredicate = static (ref FileSystemEntry e) => BlockKey.IsName(e.FileName),
        ShouldIncludePredicate = static (ref FileSystemEntry e) =>
            !e.IsDirectory && e.Directory.Length > e.RootDirectory.Length && BlockFormat.IsName(e.FileName)
            && BlockKey.IsName(Path.GetFileName(e.Directory)),
    };

    private static bool TryDelete(string file)
    {
        try
        {
            File.Delete(file);
            return true;
        }
        catch (Exception failure) when (BlockFolder.IsTrouble(failure))
        {
            return false;
        }
    }

    private static void TryDeleteEmpty(string folder)
    {
        try
        {
            Directory.Delete(folder);
        }
        catch (Exception failure) when (BlockFolder.IsTrouble(failure))
        {
            // It has blocks, or somebody writes one at this moment.
        }
    }
}

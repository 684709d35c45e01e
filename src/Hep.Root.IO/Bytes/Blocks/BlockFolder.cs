using CommunityToolkit.HighPerformance.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Hep.Root.IO.Bytes;

/// <summary>
/// Blocks of remote files in a folder, a file each, which several processes may use: a block is written beside its place and moved there,
/// so that a reader finds a whole one or none, and one that is not as it was written counts as none.
/// </summary>
/// <param name="path">The folder, which is made where it does not exist.</param>
/// <param name="quota">What its blocks may take.</param>
/// <param name="time">Tells when a block was read last.</param>
internal sealed class BlockFolder(string path, BlockQuota quota, TimeProvider time)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // Finer times would cost a write for each read.
    private static readonly TimeSpan Precision = TimeSpan.FromMinutes(1);

    /// <summary>Reads a block.</summary>
    /// <param name="key">The file.</param>
    /// <param name="block">The block.</param>
    /// <param name="bytes">Filled whole where the block is there.</param>
    /// <returns>False: there is none, or it was damaged.</returns>
    public bool TryRead(BlockKey key, long block, Span<byte> bytes)
    {
        string file = Path.Combine(path, key.Name, BlockFormat.NameOf(block));
        try
        {
            if (!File.Exists(file)) return false;                       // an exception for each block that is missing would be dear
            using SafeFileHandle handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Span<byte> head = stackalloc byte[BlockFormat.HeadBytes];
            bool isSound = RandomAccess.GetLength(handle) == head.Length + bytes.Length && Fill(handle, head, 0)
                && Fill(handle, bytes, head.Length) && BlockFormat.IsSound(key, block, bytes, head);
            if (isSound) Touch(handle, file);
            else File.Delete(file);
            return isSound;
        }
        catch (Exception failure) when (IsTrouble(failure))
        {
            return false;                                               // it was evicted meanwhile, or is nobody's to read
        }
    }

    /// <summary>Keeps blocks, as far as there is room.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">They must not be.</exception>
    public void Write(BlockKey key, IReadOnlyList<(long Block, ReadOnlyMemory<byte> Bytes)> blocks)
    {
        MakeFolder(path);
        if (!quota.TryReserve(blocks.Sum(b => (long)BlockFormat.HeadBytes + b.Bytes.Length))) return;
        string folder = Path.Combine(path, key.Name);
        MakeFolder(folder);
        using SpanOwner<byte> whole = SpanOwner<byte>.Allocate(BlockFormat.HeadBytes + BlockFormat.BlockBytes);
        foreach ((long block, ReadOnlyMemory<byte> bytes) in blocks)
        {
            Span<byte> file = whole.Span[..(BlockFormat.HeadBytes + bytes.Length)];
            BlockFormat.WriteHead(key, block, bytes.Span, file);
            bytes.Span.CopyTo(file[BlockFormat.HeadBytes..]);
            Write(folder, BlockFormat.NameOf(block), file);
        }
    }

    /// <summary>Whether the disk, or the right to it, is what fails.</summary>
    public static bool IsTrouble(Exception failure) => failure is IOException or UnauthorizedAccessException;

    private static void Write(string folder, string name, ReadOnlySpan<byte> bytes)
    {
        string part = Path.Combine(folder, BlockFormat.NewPartName());
        try
        {
            using (SafeFileHandle handle = File.OpenHandle(part, FileMode.CreateNew, FileAccess.Write))
                RandomAccess.Write(handle, bytes, 0);
            File.Move(part, Path.Combine(folder, name), overwrite: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody evicted the last block of the folder, and it, at this moment: this one comes the next time.
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    // What is in remote files may be for its readers alone.
    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, OwnerOnly);
    }

    private void Touch(SafeFileHandle handle, string file)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        if (now - File.GetLastWriteTimeUtc(handle) < Precision) return;
        try
        {
            File.SetLastWriteTimeUtc(file, now);
        }
        catch (Exception failure) when (IsTrouble(failure))
        {
            // A folder that is read-only is read all the same.
        }
    }

    private static bool Fill(SafeFileHandle handle, Span<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            int got = RandomAccess.Read(handle, bytes, offset);
            if (got == 0) return false;
            bytes = bytes[got..];
            offset += got;
        }
        return true;
    }
}

using Hep.Root.IO.Bytes;
using Hep.Root.IO.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hep.Root.IO;

/// <summary>
/// Keeps blocks of remote files in a folder of the local disk, so that what was read once does not come over the network again. One object
/// is shared by any number of files and threads, the folder by any number of processes, which give it the same bound. A block belongs to
/// one version of a file, told by its length and by what its server says: its time, or its ETag. Files whose version nobody tells, or that
/// were written in the last few seconds, are read without. A file is opened at its server always: who may not read it gets nothing.
/// </summary>
/// <remarks>
/// A full or read-only disk costs what it would have kept, and one warning. Damaged blocks are fetched again. The folder may be deleted at
/// any time.
/// </remarks>
public sealed class BlockCache
{
    private const long LeastBytes = 1 << 20;

    // A disk that was full may have room again.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly BlockFolder _folder;
    private readonly ILogger _logger;
    private long _kept, _fetched, _failedAt;
    private int _hasFailed;

    /// <summary>A cache in a folder.</summary>
    /// <param name="folder">The folder, which is made where it does not exist; other files in it stay as they are.</param>
    /// <param name="maximumBytes">What its blocks may take, at least 1 MiB: those that were read longest ago go first.</param>
    /// <param name="logger">Told once if blocks cannot be kept; null: nobody.</param>
    /// <exception cref="ArgumentException">The folder's name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The bound is too small.</exception>
    public BlockCache(string folder, long maximumBytes, ILogger? logger = null)
        : this(folder, maximumBytes, logger, TimeProvider.System) { }

    internal BlockCache(string folder, long maximumBytes, ILogger? logger, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumBytes, LeastBytes);
        (Folder, MaximumBytes, Time, _logger) = (Path.GetFullPath(folder), maximumBytes, time, logger ?? NullLogger.Instance);
        _folder = new BlockFolder(Folder, new BlockQuota(Folder, maximumBytes, time), time);
    }

    /// <summary>The folder, in full.</summary>
    public string Folder { get; }

    /// <summary>What its blocks may take.</summary>
    public long MaximumBytes { get; }

    /// <summary>How many bytes that were asked for came from the folder, through this object.</summary>
    public long BytesFromCache => Volatile.Read(ref _kept);

    /// <summary>How many bytes came from servers, through this object: whole blocks of 64 KiB.</summary>
    public long BytesFromNetwork => Volatile.Read(ref _fetched);

    internal TimeProvider Time { get; }

    /// <summary>Puts the cache between a remote file and who reads it; a file whose version nobody tells is read without.</summary>
    internal IByteSource Around(IByteSource file, BlockKey? key) => key is { } known ? new BlockSource(file, known, this) : file;

    internal bool TryRead(BlockKey key, long block, Span<byte> bytes) => _folder.TryRead(key, block, bytes);

    internal void Keep(BlockKey key, IReadOnlyList<(long Block, ReadOnlyMemory<byte> Bytes)> blocks)
    {
        if (Volatile.Read(ref _hasFailed) != 0 && Time.GetElapsedTime(Volatile.Read(ref _failedAt)) < Pause) return;
        try
        {
            _folder.Write(key, blocks);
        }
        catch (Exception failure) when (BlockFolder.IsTrouble(failure))
        {
            Volatile.Write(ref _failedAt, Time.GetTimestamp());
            if (Interlocked.Exchange(ref _hasFailed, 1) == 0) _logger.BlocksNotKept(Folder, failure.Message);
        }
    }

    internal void CountKept(long bytes)
    {
        Interlocked.Add(ref _kept, bytes);
        ReadingMeter.AddKept(bytes);
    }

    internal void CountFetched(long bytes)
    {
        Interlocked.Add(ref _fetched, bytes);
        ReadingMeter.AddFetched(bytes);
    }
}

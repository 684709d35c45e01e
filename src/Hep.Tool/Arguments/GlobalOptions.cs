using System.CommandLine;
using Hep.Root.IO;
using Hep.Tool.Terminal;
using Microsoft.Extensions.Logging;

namespace Hep.Tool.Arguments;

/// <summary>Options that every verb has.</summary>
internal sealed class GlobalOptions
{
    /// <summary>The options of every verb that take a value.</summary>
    public const string ThreadsName = "--threads", MemoryName = "--memory";

    private const string BlockCacheName = "--block-cache", BlockCacheSizeName = "--block-cache-size";
    private const string BlockCacheVariable = "HEP_BLOCK_CACHE", BlockCacheSizeVariable = "HEP_BLOCK_CACHE_SIZE";
    private const long DefaultMemory = 512L << 20, DefaultBlockCache = 10L << 30, LeastBlockCache = 1L << 20;
    private const int MaxThreads = 1024;

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "No progress, no messages but errors.", Recursive = true };

    private readonly Option<int?> _threads = new(ThreadsName)
    {
        Description = "How many threads may work (default: the cores).",
        HelpName = "N",
        Recursive = true,
        CustomParser = argument => Values.Count(argument, 1, MaxThreads),
    };

    private readonly Option<long?> _memory = new(MemoryName)
    {
        Description = "What reading ahead may hold: 64KiB, 512MiB, 2GB (default: 512MiB).",
        HelpName = "SIZE",
        Recursive = true,
        CustomParser = Values.Size,
    };

    private readonly Option<string?> _blockCache = new(BlockCacheName)
    {
        Description = $"Keep what is read of remote files in this folder (default: {BlockCacheVariable}, or nowhere).",
        HelpName = "DIR",
        Recursive = true,
    };

    private readonly Option<long?> _blockCacheSize = new(BlockCacheSizeName)
    {
        Description = $"What that folder may hold (default: {BlockCacheSizeVariable}, or 10GiB).",
        HelpName = "SIZE",
        Recursive = true,
        CustomParser = Values.Size,
    };

    /// <summary>Gives a root command these options.</summary>
    public void AddTo(Command root)
    {
        root.Add(_quiet);
        root.Add(_threads);
        root.Add(_memory);
        root.Add(_blockCache);
        root.Add(_blockCacheSize);
    }

    /// <summary>Whether progress is to be silent.</summary>
    public bool IsQuiet(ParseResult arguments) => arguments.GetValue(_quiet);

    /// <summary>How many threads may work.</summary>
    public int Threads(ParseResult arguments) => arguments.GetValue(_threads) ?? Environment.ProcessorCount;

    /// <summary>Where what is read of remote files is kept; null: nowhere. An empty name turns off what the environment says.</summary>
    /// <exception cref="ToolException">The bound is none.</exception>
    public BlockCache? BlockCache(ParseResult arguments, Session session)
    {
        string? folder = arguments.GetValue(_blockCache) ?? Environment.GetEnvironmentVariable(BlockCacheVariable);
        if (string.IsNullOrWhiteSpace(folder)) return null;
        long size = arguments.GetValue(_blockCacheSize) ?? SizeOfEnvironment();
        if (size < LeastBlockCache) throw ToolException.Usage($"{BlockCacheSizeName} takes 1MiB or more.");
        ILogger? log = IsQuiet(arguments) ? null : new MessageLog(session.Error, "hep").CreateLogger("");
        return new BlockCache(Path.GetFullPath(folder, session.WorkingFolder), size, log);
    }

    /// <summary>Bytes that reading ahead may hold.</summary>
    public long Memory(ParseResult arguments) => arguments.GetValue(_memory) ?? DefaultMemory;

    private static long SizeOfEnvironment()
    {
        if (Environment.GetEnvironmentVariable(BlockCacheSizeVariable) is not { Length: > 0 } text) return DefaultBlockCache;
        return ByteSize.TryParse(text, out long size) ? size
            : throw ToolException.Usage($"{BlockCacheSizeVariable} takes a size such as 512MiB or 2GB, not '{text}'.");
    }
}

using System.CommandLine;

namespace Hep.Tool.Arguments;

/// <summary>Options that every verb has.</summary>
internal sealed class GlobalOptions
{
    /// <summary>The options of every verb that take a value.</summary>
    public const string ThreadsName = "--threads", MemoryName = "--memory";

    private const long DefaultMemory = 512L << 20;
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

    /// <summary>Gives a root command these options.</summary>
    public void AddTo(Command root)
    {
        root.Add(_quiet);
        root.Add(_threads);
        root.Add(_memory);
    }

    /// <summary>Whether progress is to be silent.</summary>
    public bool IsQuiet(ParseResult arguments) => arguments.GetValue(_quiet);

    /// <summary>How many threads may work.</summary>
    public int Threads(ParseResult arguments) => arguments.GetValue(_threads) ?? Environment.ProcessorCount;

    /// <summary>Bytes that reading ahead may hold.</summary>
    public long Memory(ParseResult arguments) => arguments.GetValue(_memory) ?? DefaultMemory;
}

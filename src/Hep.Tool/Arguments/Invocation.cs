using System.CommandLine;
using System.Globalization;
using Hep.Root.IO;
using Hep.Tool.Terminal;

namespace Hep.Tool.Arguments;

/// <summary>What one verb was called with: its own options, those of every verb, and where it reads and writes.</summary>
internal sealed class Invocation(ParseResult arguments, GlobalOptions options, Session session)
{
    /// <summary>Where results, messages and relative paths belong.</summary>
    public Session Session { get; } = session;

    /// <summary>Whether progress is to be silent.</summary>
    public bool IsQuiet => options.IsQuiet(arguments);

    /// <summary>How many threads may work.</summary>
    public int Threads => options.Threads(arguments);

    /// <summary>Bytes that reading ahead may hold.</summary>
    public long Memory => options.Memory(arguments);

    /// <summary>How files are read.</summary>
    public ReadOptions ReadOptions => new() { Threads = Threads, MemoryBudget = Memory };

    /// <summary>The value of an option, or its default.</summary>
    public T? Get<T>(Option<T> option) => arguments.GetValue(option);

    /// <summary>The value of an argument.</summary>
    public T Get<T>(Argument<T> argument) => arguments.GetRequiredValue(argument);

    /// <summary>Whether an option stands on the command line.</summary>
    public bool Has(Option option) => arguments.GetResult(option) is { Implicit: false };

    /// <summary>A path as the command line gives it, in full.</summary>
    /// <exception cref="ToolException">It is empty, which would name the folder that somebody happens to be in.</exception>
    public string FullPath(string path) => FullPath(path, "A path");

    /// <summary>The path that an option gives, in full; null: the option is not there.</summary>
    /// <exception cref="ToolException">It is empty.</exception>
    public string? FullPath(Option<string?> option) => Get(option) is { } path ? FullPath(path, option.Name) : null;

    /// <summary>A message about how the work goes: to standard error, unless it is to be silent.</summary>
    public void Say(FormattableString line)
    {
        if (!IsQuiet) Insist(line);
    }

    /// <summary>A message without which nobody can go on: to standard error, however silent it is to be.</summary>
    public void Insist(FormattableString line) =>
        Session.Error.WriteLine(TableLayout.Clean(line.ToString(CultureInfo.InvariantCulture)));

    /// <summary>A line of the result: to standard output.</summary>
    public void Print(FormattableString line) => Session.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private string FullPath(string path, string what) => path.Length > 0
        ? Path.GetFullPath(path, Session.WorkingFolder)
        : throw ToolException.Usage($"{what} is '': the path of a file or folder is expected. Is a variable not set?");

    /// <summary>A line that tells how far long work is.</summary>
    public ProgressLine Progress(string what, string unit, long? total) => new(Session, what, unit, total, IsQuiet);
}

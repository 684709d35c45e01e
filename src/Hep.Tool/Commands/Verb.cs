using System.CommandLine;
using Hep.Tool.Arguments;

namespace Hep.Tool.Commands;

/// <summary>One word after <c>hep</c>: its options, examples, and what it does.</summary>
/// <param name="name">The word.</param>
/// <param name="description">One sentence.</param>
/// <param name="examples">Command lines that work, shown by <c>--help</c>.</param>
internal abstract class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Command lines that work, shown by <c>--help</c>.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Does the work; a failure is an exception that explains itself.</summary>
    public abstract Task RunAsync(Invocation call, CancellationToken cancellationToken);

    /// <summary>An option that replaces results; only verbs that write have it.</summary>
    protected static Option<bool> Force() => new("--force") { Description = "Replace a result that exists." };

    /// <summary>The option for a folder that keeps the statistics of files.</summary>
    protected static Option<string?> KeepFolder() => new("--keep")
    {
        Description = "Keep the statistics of each file in this folder: files that have not changed since are not read again.",
        HelpName = "DIR",
    };

    /// <summary>The option for machine-readable output.</summary>
    protected static Option<bool> Json() => new("--json") { Description = "Print JSON." };
}

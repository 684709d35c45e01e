using System.CommandLine;
using Hep.Tool.Arguments;
using Hep.Tool.Digests;
using Hep.Tool.Terminal;

namespace Hep.Tool.Commands;

/// <summary><c>hep digest FILE…</c>: decodes everything and prints a line about each object and column.</summary>
internal sealed class DigestVerb : Verb
{
    private readonly Argument<string[]> _files = new("files")
    {
        Description = "ROOT files, globs or @list.txt.",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>The verb.</summary>
    public DigestVerb()
        : base("digest", "Decode every column of the files and print counts, sums and SHA-256 as JSON lines.",
            "hep digest file.root > file.jsonl") => Add(_files);

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        IReadOnlyList<RootInput> inputs = RootInput.Expand(call.Get(_files), call.Session.WorkingFolder);
        using JsonLines lines = new(call.Session);
        using ProgressLine progress = call.Progress("digest", "files", inputs.Count);
        for (int i = 0; i < inputs.Count; i++)
        {
            await new FileDigest(lines, inputs[i].File, call.ReadOptions).WriteAsync(inputs[i].Object, cancellationToken);
            progress.Report(i + 1);
        }
    }
}

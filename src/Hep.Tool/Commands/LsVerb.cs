using System.CommandLine;
using Hep.Root.IO;
using Hep.Tool.Arguments;
using Hep.Tool.Listings;
using Hep.Tool.Terminal;

namespace Hep.Tool.Commands;

/// <summary><c>hep ls FILE[:OBJECT]</c>: what is inside.</summary>
internal sealed class LsVerb : Verb
{
    private readonly Argument<string[]> _files = new("files")
    {
        Description = "ROOT files, or FILE:OBJECT.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<bool> _all = new("--all") { Description = "The columns of every tree." };
    private readonly Option<bool> _json = Json();
    private readonly Option<string?> _tree = new("--tree") { Description = "The tree to show.", HelpName = "NAME" };
    private readonly Option<bool> _csharp = new("--csharp") { Description = "A record type of the tree, for typed reading." };

    /// <summary>The verb.</summary>
    public LsVerb()
        : base("ls", "List the keys of a file, and the columns of a tree.", "hep ls file.root",
            "hep ls file.root:Events", "hep ls file.root --json", "hep ls file.root:Events --csharp")
    {
        Add(_files);
        Add(_tree);
        Add(_all);
        Add(_json);
        Add(_csharp);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        using JsonLines lines = new(call.Session);
        IReadOnlyList<RootInput> inputs = RootInput.Expand(call.Get(_files), call.Session.WorkingFolder, call.Get(_tree));
        foreach (RootInput input in inputs)
        {
            await using RootFile file = await input.OpenAsync(cancellationToken);
            FileListing listing = await FileListing.ReadAsync(file, input, call.Get(_all), cancellationToken);
            if (call.Get(_csharp)) listing.WriteCSharp(call.Session);
            else if (call.Get(_json)) await lines.WriteAsync(listing.WriteJson, cancellationToken);
            else listing.WriteText(call.Session);
        }
    }
}

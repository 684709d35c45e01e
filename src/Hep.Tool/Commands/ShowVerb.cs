using System.CommandLine;
using System.Text;
using Hep.Root.IO;
using Hep.Tool.Arguments;
using Hep.Tool.Listings;
using Hep.Tool.Terminal;

namespace Hep.Tool.Commands;

/// <summary><c>hep show FILE[:OBJECT]</c>: entries of a tree, or an object as text, JSON, a picture or a page.</summary>
internal sealed class ShowVerb : Verb
{
    private static readonly EntryRange FirstEntries = new(0, 10);

    private readonly Argument<string> _file = new("file")
    {
        Description = "FILE:OBJECT; the object may be left out where it is the only tree.",
    };
    private readonly Option<string?> _columns = ColumnList.Option("default, in a table: the first that fit");
    private readonly Option<EntryRange?> _entries = EntryRange.Option("default: the first ten");
    private readonly Option<string?> _output = new("--output",
        "-o") { Description = "A picture (X.svg) or a page (X.html) of it; - is standard output.", HelpName = "FILE" };
    private readonly Option<bool> _json = Json();
    private readonly Option<bool> _force = Force();

    /// <summary>The verb.</summary>
    public ShowVerb() : base("show", "Show entries of a tree, a histogram, a graph or any other object of a file.",
        "hep show file.root:Events", "hep show file.root:Events --columns 'MET_*,/^(Muon|Jet)_pt$/' --entries 100:120",
        "hep show file.root:Events --entries : --json", "hep show file.root:h_mass -o mass.svg", "hep show file.root:config --json")
    {
        Add(_file);
        Add(_columns);
        Add(_entries);
        Add(_output);
        Add(_json);
        Add(_force);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        IReadOnlyList<string>? columns = ColumnList.Parse(call.Get(_columns));
        string? output = call.Get(_output);
        CheckOutput(output, call);
        RootInput input = await RootInput.ExpandOneAsync(call.Get(_file), call.Session, "hep show", cancellationToken);
        await using RootFile file = await input.OpenAsync(cancellationToken);
        IReadOnlyList<RootKey> keys = await file.ReadKeysAsync(cancellationToken);
        RootKey[] meant = [.. keys.Where(k => input.Object is not { } named || k.Path == named || $"{k.Path};{k.Cycle}" == named)];
        if (meant.Any(k => k.IsTree))
        {
            RootTree tree = await file.OpenTreeAsync(input.Object, cancellationToken);
            await ShowAsync(tree, columns, output, call, cancellationToken);
            return;
        }
        string path = input.Object
            ?? throw new ToolException(
                $"hep show needs an object: {input.Name}:NAME ('hep ls {input.Name}' lists them).");
        if (meant.Length > 0 && (columns is not null || call.Get(_entries) is not null))
            throw new ToolException($"'{path}' is no tree: it has no columns and entries to choose.");
        ObjectView view = ObjectView.Of(await file.ReadObjectAsync(path, cancellationToken));
        if (output is not null)
            await OutputFile.WriteAsync(call.Session, output, call.Get(_force), Encoding.UTF8.GetBytes(Drawing(view, output, path)),
                cancellationToken);
        if (call.Get(_json) && !(output is not null && OutputFile.IsStandardOutputName(output)))
        {
            using JsonLines lines = new(call.Session);
            await lines.WriteAsync(view.WriteJson, cancellationToken);
        }
        else if (output is null) view.WriteText(call.Session);
    }

    private async Task ShowAsync(
        RootTree tree, IReadOnlyList<string>? columns, string? output, Invocation call, CancellationToken cancellationToken)
    {
        if (output is not null)
        {
            if (!HtmlPage.IsPage(output))
                throw new ToolException($"Tree '{tree.Path}' has no picture: 'hep hist' draws its quantities, "
                    + "-o X.html makes a page of its columns.");
            if (new Option[] { _columns, _entries, _json }.FirstOrDefault(call.Has) is { } useless)
                throw new ToolException($"The page of a tree lists its columns and has no place for {useless.Name}: leave it or -o out.");
            byte[] page = Encoding.UTF8.GetBytes(HtmlPage.Of(tree.Path, tree.ToHtml()));
            await OutputFile.WriteAsync(call.Session, output, call.Get(_force), page, cancellationToken);
            return;
        }
        TreeEntries entries = new(tree, columns, (call.Get(_entries) ?? FirstEntries).Within(tree.EntryCount));
        if (call.Get(_json)) await entries.WriteJsonAsync(call, cancellationToken);
        else await entries.WriteTextAsync(call, cancellationToken);
    }

    private static string Drawing(ObjectView view, string output, string path) =>
        HtmlPage.IsPage(output) ? HtmlPage.Of(path, view.ToHtml())
        : view.ToSvg() ?? throw new ToolException(
            $"{view.WhyMembersAlone ?? $"A {view.Object.ClassName} has no picture."} -o X.html makes a page of its members.");

    private void CheckOutput(string? output, Invocation call)
    {
        if (output is null) return;
        HtmlPage.CheckName(output);
        OutputFile.CheckFree(call.Session, [output], call.Get(_force));
    }
}

using System.CommandLine;
using System.Text;
using Hep.Root.IO;
using Hep.Tool.Arguments;
using Hep.Tool.Listings;
using Hep.Tool.Terminal;

namespace Hep.Tool.Commands;

/// <summary><c>hep show FILE:OBJECT</c>: an object as text, JSON, a picture or a page.</summary>
internal sealed class ShowVerb : Verb
{
    private readonly Argument<string> _file = new("file") { Description = "FILE:OBJECT." };
    private readonly Option<string?> _output = new("--output",
        "-o") { Description = "A picture (X.svg) or a page (X.html) of it; - is standard output.", HelpName = "FILE" };
    private readonly Option<bool> _json = Json();
    private readonly Option<bool> _force = Force();

    /// <summary>The verb.</summary>
    public ShowVerb() : base("show", "Show a histogram, a graph or any other object of a file.", "hep show file.root:h_mass",
        "hep show file.root:h_mass -o mass.svg", "hep show file.root:config --json")
    {
        Add(_file);
        Add(_output);
        Add(_json);
        Add(_force);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        RootInput input = RootInput.Expand([call.Get(_file)], call.Session.WorkingFolder, "hep show").Single();
        string path = input.Object
            ?? throw new ToolException(
                $"hep show needs an object: {Path.GetFileName(input.File)}:NAME ('hep ls {Path.GetFileName(input.File)}' lists them).");
        string? output = call.Get(_output);
        if (output is not null) OutputFile.CheckFree(call.Session, output, call.Get(_force));
        await using RootFile file = await input.OpenAsync(cancellationToken);
        IReadOnlyList<RootKey> keys = await file.ReadKeysAsync(cancellationToken);
        if (keys.FirstOrDefault(k => k.Path == path || $"{k.Path};{k.Cycle}" == path) is { IsTree: true })
            throw ToolException.Later("hep show of trees", $"'hep ls {Path.GetFileName(input.File)}:{path}' lists the columns.");
        ObjectView view = ObjectView.Of(await file.ReadObjectAsync(path, cancellationToken));
        if (output is not null)
            await OutputFile.WriteAsync(call.Session, output, call.Get(_force), Encoding.UTF8.GetBytes(Drawing(view, output, path)),
                cancellationToken);
        else if (call.Get(_json))
        {
            using JsonLines lines = new(call.Session);
            await lines.WriteAsync(view.WriteJson, cancellationToken);
        }
        else view.WriteText(call.Session);
    }

    private static string Drawing(ObjectView view, string output, string path) =>
        HtmlPage.IsPage(output) ? HtmlPage.Of(path, view.ToHtml())
        : view.ToSvg() ?? throw new ToolException($"A {view.Object.ClassName} has no picture: -o X.html makes a page of its members.");
}

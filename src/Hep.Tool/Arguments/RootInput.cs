using Hep.Root.IO;
using Hep.Tool.Terminal;

namespace Hep.Tool.Arguments;

/// <summary>A ROOT file that a command line names, and the object in it, where one is named: <c>FILE:OBJECT</c>.</summary>
/// <param name="File">The full path, or the URL.</param>
/// <param name="Object">A path inside the file; null where none was named.</param>
/// <param name="Opening">How it is opened.</param>
internal sealed record RootInput(string File, string? Object, RootOpenOptions Opening)
{
    /// <summary>The same to the reader.</summary>
    public RootLocation Location => new(File, Object);

    /// <summary>The path or URL as messages show it: of a URL not what stands behind its path, where tokens and signatures do.</summary>
    public string Shown => new RootLocation(File, null).ToString();

    /// <summary>The file's name in its folder.</summary>
    public string Name => Path.GetFileName(Shown);

    /// <summary>
    /// Expands what stands on the command line: paths, globs, <c>@list.txt</c>, each with <c>:OBJECT</c> behind it or not.
    /// </summary>
    /// <param name="texts">The arguments.</param>
    /// <param name="session">What relative paths start from, and how servers are reached.</param>
    /// <param name="tree">The object in files that name none.</param>
    /// <param name="cancellationToken">Gives up listing folders of servers.</param>
    public static async Task<IReadOnlyList<RootInput>> ExpandAsync(
        IEnumerable<string> texts, Session session, string? tree, CancellationToken cancellationToken)
    {
        List<RootInput> inputs = [];
        foreach (string text in texts)
        {
            (string file, string? path) = Split(text, session.WorkingFolder);
            if (path is not null && tree is not null && path != tree && path.Split(';')[0] != tree)
                throw ToolException.Usage($"--tree {tree} and '{text}' name different trees: leave one of them out.");
            foreach (string found in await DatasetFiles.ExpandAsync([file], session.WorkingFolder, session.Opening, cancellationToken))
                inputs.Add(new RootInput(found, path ?? tree, session.Opening));
        }
        return inputs;
    }

    /// <summary>The one file that a verb shows.</summary>
    /// <exception cref="ToolException">There are several.</exception>
    public static async Task<RootInput> ExpandOneAsync(string text, Session session, string verb, CancellationToken cancellationToken)
    {
        IReadOnlyList<RootInput> inputs = await ExpandAsync([text], session, null, cancellationToken);
        return inputs.Count == 1 ? inputs[0]
            : throw new ToolException($"'{text}' means {inputs.Count} files, and {verb} takes one: {inputs[0].Name}, …");
    }

    /// <summary>Opens the file.</summary>
    public Task<RootFile> OpenAsync(CancellationToken cancellationToken) => RootFile.OpenAsync(File, Opening, cancellationToken);

    /// <summary>
    /// The entries of trees one after the other, a source a file: an entry's identity then tells the file and the entry in it.
    /// </summary>
    /// <param name="inputs">The files, and their trees where they are named.</param>
    /// <param name="columns">Names and globs; null: all columns.</param>
    /// <param name="call">How to read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<RootDataset> OpenDatasetAsync(
        IReadOnlyList<RootInput> inputs, IReadOnlyList<string>? columns, Invocation call, CancellationToken cancellationToken)
    {
        DatasetSpecification specification = new()
        {
            Sources = [.. inputs.Select(i => new DatasetSource { Files = [i.File], Tree = i.Object })],
            BaseFolder = call.Session.WorkingFolder,
        };
        DatasetOptions options = new() { Columns = columns, Reading = call.ReadOptions, Opening = call.Session.Opening };
        return RootDataset.OpenAsync(specification, options, cancellationToken);
    }

    // A list of files is no file itself, but may have the same object behind it.
    private static (string File, string? Object) Split(string text, string workingFolder)
    {
        bool isList = text.StartsWith('@');
        RootLocation location = RootLocation.Parse(isList ? text[1..] : text, workingFolder);
        return (isList ? "@" + location.File : location.File, location.Object);
    }
}

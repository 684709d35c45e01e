using Hep.Root.IO;
using Hep.Tool.Terminal;

namespace Hep.Tool.Arguments;

/// <summary>A ROOT file that a command line names, and the object in it, where one is named: <c>FILE:OBJECT</c>.</summary>
/// <param name="File">The full path.</param>
/// <param name="Object">A path inside the file; null where none was named.</param>
internal sealed record RootInput(string File, string? Object)
{
    private const string Extension = ".root";

    /// <summary>
    /// Expands what stands on the command line: paths, globs, <c>@list.txt</c>, each with <c>:OBJECT</c> behind it or not.
    /// </summary>
    /// <param name="texts">The arguments.</param>
    /// <param name="workingFolder">What relative paths start from.</param>
    /// <param name="verb">Who asks, for messages.</param>
    /// <param name="tree">The object in files that name none.</param>
    public static IReadOnlyList<RootInput> Expand(IEnumerable<string> texts, string workingFolder, string verb, string? tree = null)
    {
        List<RootInput> inputs = [];
        foreach (string text in texts)
        {
            (string file, string? path) = Split(text, workingFolder);
            foreach (string found in DatasetFiles.Expand([file], workingFolder))
            {
                if (found.Contains("://", StringComparison.Ordinal))
                    throw ToolException.Later($"{verb} of remote files ({found})", "copy the file first.");
                inputs.Add(new RootInput(found, path ?? tree));
            }
        }
        return inputs;
    }

    /// <summary>Opens the file.</summary>
    public Task<RootFile> OpenAsync(CancellationToken cancellationToken) => RootFile.OpenAsync(File, cancellationToken: cancellationToken);

    // A colon may stand in the path of a file too (also behind a drive's letter): the first one that ends a file's name is meant.
    private static (string File, string? Object) Split(string text, string workingFolder)
    {
        int start = text.IndexOf("://", StringComparison.Ordinal) is > 0 and int scheme ? scheme + 3 : 0;
        if (start == 0 && System.IO.File.Exists(Path.GetFullPath(text, workingFolder))) return (text, null);
        for (int colon = text.IndexOf(':', start); colon > 0; colon = text.IndexOf(':', colon + 1))
        {
            string file = text[..colon];
            bool endsName = file.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) || file.StartsWith('@')
                || (start == 0 && System.IO.File.Exists(Path.GetFullPath(file, workingFolder)));
            if (endsName) return (file, colon + 1 < text.Length ? text[(colon + 1)..] : null);
        }
        return (text, null);
    }
}

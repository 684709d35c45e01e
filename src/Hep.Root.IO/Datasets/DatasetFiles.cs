using System.IO.Enumeration;
using Hep.Root.IO.Datasets;
using Hep.Root.IO.Network;

namespace Hep.Root.IO;

/// <summary>What people write where files are meant, as the files themselves: paths, globs, lists, URLs.</summary>
public static class DatasetFiles
{
    private const char ListMark = '@', CommentMark = '#';

    /// <summary>
    /// Expands globs (<c>*</c> and <c>?</c>, also in the names of folders; ordinal order) and lists (<c>@list.txt</c>: one path, glob or
    /// URL a line, relative to the list; empty lines and <c>#</c> comments are skipped).
    /// </summary>
    /// <param name="files">Paths, globs, URLs and lists, in the order in which they are to be read.</param>
    /// <param name="baseFolder">What relative paths start from.</param>
    /// <returns>Full paths and URLs. A plain path is not looked at: opening it tells whether it exists.</returns>
    /// <exception cref="RootException">
    /// A glob matches nothing, a list cannot be read or lists nothing, or a URL holds a glob, for which <see cref="ExpandAsync"/> is.
    /// </exception>
    public static IReadOnlyList<string> Expand(IEnumerable<string> files, string baseFolder)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(baseFolder);
        List<string> expanded = ExpandLocal(files, baseFolder);
        if (expanded.Find(RemoteGlob.IsOne) is { } remote)
            throw new RootException(
                $"'{remote}' is a glob over a folder of a server, which takes a while to list: DatasetFiles.ExpandAsync does.")
            { File = remote };
        return expanded;
    }

    /// <summary>As <see cref="Expand"/>, and globs over folders of XRootD servers too (<c>root://host//store/nano_*.root</c>).</summary>
    /// <param name="files">Paths, globs, URLs and lists, in the order in which they are to be read.</param>
    /// <param name="baseFolder">What relative paths start from.</param>
    /// <param name="opening">How servers are reached; null: as by default.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Full paths and URLs.</returns>
    /// <exception cref="RootException">
    /// A glob matches nothing, a list cannot be read or lists nothing, or a server cannot be asked.
    /// </exception>
    public static async Task<IReadOnlyList<string>> ExpandAsync(
        IEnumerable<string> files, string baseFolder, RootOpenOptions? opening = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(baseFolder);
        List<string> expanded = [];
        opening ??= RootOpenOptions.Default;
        foreach (string file in ExpandLocal(files, baseFolder))
            if (!RemoteGlob.IsOne(file)) expanded.Add(file);
            else expanded.AddRange(await RemoteGlob.MatchAsync(file, opening, cancellationToken).ConfigureAwait(false));
        return expanded;
    }

    private static List<string> ExpandLocal(IEnumerable<string> files, string baseFolder)
    {
        List<string> expanded = [];
        foreach (string file in files)
            if (file.StartsWith(ListMark)) AddList(Path.GetFullPath(file[1..], Path.GetFullPath(baseFolder)), expanded);
            else Add(file, Path.GetFullPath(baseFolder), expanded);
        return expanded;
    }

    private static void AddList(string list, List<string> expanded)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(list);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RootException($"The list of files '{list}' cannot be read: {failure.Message}", failure) { File = list };
        }
        string folder = Path.GetDirectoryName(list)!;
        int before = expanded.Count;
        foreach (string line in lines)
        {
            string file = line.Trim();
            if (file.Length == 0 || file[0] == CommentMark) continue;
            if (file[0] == ListMark)
                throw new RootException(
                    $"The list of files '{list}' names another list, '{file}': write its lines here instead.") { File = list };
            Add(file, folder, expanded);
        }
        if (expanded.Count == before) throw new RootException($"The list of files '{list}' names no file.") { File = list };
    }

    private static void Add(string file, string folder, List<string> expanded)
    {
        if (LocationText.IsUrl(file))
        {
            expanded.Add(file);
            return;
        }
        string path = Path.GetFullPath(file, folder);
        if (!IsGlob(file) || File.Exists(path))
        {
            expanded.Add(path);
            return;
        }
        List<string> matches = Match(path);
        if (matches.Count == 0) throw new RootException($"No file matches '{path}'.") { File = path };
        matches.Sort(StringComparer.Ordinal);
        expanded.AddRange(matches);
    }

    private static bool IsGlob(string path) => path.AsSpan().ContainsAny('*', '?');

    private static List<string> Match(string pattern)
    {
        string root = Path.GetPathRoot(pattern)!;
        string[] segments = pattern[root.Length..].Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar],
            StringSplitOptions.RemoveEmptyEntries);
        List<string> found = [root];
        for (int i = 0; i < segments.Length && found.Count > 0; i++)
        {
            bool isLast = i == segments.Length - 1;
            found = [.. found.SelectMany(folder => Children(folder, segments[i], isLast))];
        }
        return found;
    }

    private static IEnumerable<string> Children(string folder, string segment, bool files)
    {
        if (!IsGlob(segment))
        {
            string child = Path.Combine(folder, segment);
            return (files ? File.Exists(child) : Directory.Exists(child)) ? [child] : [];
        }
        string pattern = segment.Replace("\\", "\\\\", StringComparison.Ordinal);   // the matcher takes \ as an escape
        EnumerationOptions readable = new() { IgnoreInaccessible = true, AttributesToSkip = 0 };
        return (files ? Directory.EnumerateFiles(folder, "*", readable) : Directory.EnumerateDirectories(folder, "*", readable))
            .Where(child => FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(child), ignoreCase: false));
    }
}

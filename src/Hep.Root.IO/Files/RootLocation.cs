using System.Text.RegularExpressions;
using Hep.Root.IO.Network;
using Hep.Root.IO.XRootD;

namespace Hep.Root.IO;

/// <summary>A file and an object in it, as people write them in one word: <c>nano.root:Events</c>,
/// <c>root://host//data/nano.root:dir/Events;2</c>.</summary>
/// <param name="File">The path or URL of the file.</param>
/// <param name="Object">The path in the file; null where none is named.</param>
public sealed partial record RootLocation(string File, string? Object)
{
    private const string Extension = ".root", Hidden = "…";

    /// <summary>
    /// File and object in one word; of a URL neither the user nor what stands behind its path, where tokens and signatures do.
    /// </summary>
    public override string ToString() => Object is null ? LocationText.Show(File) : $"{LocationText.Show(File)}:{Object}";

    /// <summary>
    /// File and object in one word, as a record of what was read may keep them. Of a URL, and of URLs in its path, which proxies are asked
    /// with, users and the values of tokens and signatures are "…"; what is no secret stays: a question mark may stand for a letter.
    /// </summary>
    public string WithoutSecrets()
    {
        string shown = LocationText.IsUrl(File) ? QueryPart().Replace(User().Replace(File, Hidden), Conceal) : File;
        return Object is null ? shown : $"{shown}:{Object}";

        static string Conceal(Match part) =>
            Opaque.SecretOf(part.Value) is { Length: > 0 } secret ? $"{part.Value[..^secret.Length]}{Hidden}" : part.Value;
    }

    [GeneratedRegex("(?<=://)[^/?#]+(?=@)")]
    private static partial Regex User();

    [GeneratedRegex("(?<=[?&])[^?&#]+")]
    private static partial Regex QueryPart();

    /// <summary>
    /// Takes a location apart. A colon may stand in the path of a file too (behind a drive's letter or before a port): the first one that
    /// ends a file's
    /// name is meant, which is a name that ends in <c>.root</c> or that of a file that exists.
    /// </summary>
    /// <param name="text">The location.</param>
    /// <param name="workingFolder">What relative paths start from; null: the current folder.</param>
    public static RootLocation Parse(string text, string? workingFolder = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        int start = text.IndexOf("://", StringComparison.Ordinal) is > 0 and int scheme ? scheme + 3 : 0;
        bool isLocal = start == 0;
        if (isLocal && Exists(text)) return new RootLocation(text, null);
        for (int colon = text.IndexOf(':', start); colon > 0; colon = text.IndexOf(':', colon + 1))
        {
            string file = text[..colon];
            if (file.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) || isLocal && Exists(file))
                return new RootLocation(file, colon + 1 < text.Length ? text[(colon + 1)..] : null);
        }
        return new RootLocation(text, null);

        bool Exists(string path) => System.IO.File.Exists(workingFolder is null ? path : Path.GetFullPath(path, workingFolder));
    }
}

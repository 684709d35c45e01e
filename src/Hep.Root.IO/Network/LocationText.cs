namespace Hep.Root.IO.Network;

/// <summary>
/// Locations as messages, logs and reports show them: passwords stand before the host of a URL, tokens and signatures behind its path.
/// </summary>
internal static class LocationText
{
    private const string SchemeEnd = "://";

    /// <summary>Whether it is a URL, and no path.</summary>
    public static bool IsUrl(string location) => location.Contains(SchemeEnd, StringComparison.Ordinal);

    /// <summary>A path as it is; a URL without the user and without what follows its path.</summary>
    public static string Show(string location)
    {
        int start = location.IndexOf(SchemeEnd, StringComparison.Ordinal);
        if (start < 0) return location;
        string bare = location.Split('?', '#')[0];
        int authority = start + 3, slash = bare.IndexOf('/', Math.Min(authority, bare.Length));
        int at = bare.AsSpan(0, slash < 0 ? bare.Length : slash).LastIndexOf('@');
        return at >= authority ? $"{bare[..authority]}{bare[(at + 1)..]}" : bare;
    }
}

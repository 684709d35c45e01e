using System.IO.Enumeration;

namespace Hep.Jagged;

/// <summary>
/// Values given by name or glob: an exact name beats a glob, of two globs the one with more literal characters wins, of
/// equals the first in ordinal order.
/// </summary>
internal sealed class NamePatterns<T>
{
    private readonly Dictionary<string, T> _names = new(StringComparer.Ordinal);
    private readonly List<(string Pattern, T Value)> _globs = [];

    public NamePatterns(IEnumerable<KeyValuePair<string, T>> entries)
    {
        foreach ((string key, T value) in entries)
        {
            if (NamePattern.IsGlob(key)) _globs.Add((key, value));
            else _names[NamePattern.Name(key)] = value;
        }
        _globs.Sort((a, b) => NamePattern.LiteralCount(b.Pattern).CompareTo(NamePattern.LiteralCount(a.Pattern)) is not 0 and int order
            ? order : string.CompareOrdinal(a.Pattern, b.Pattern));
    }

    /// <summary>The names without wildcards.</summary>
    public IEnumerable<string> Names => _names.Keys;

    public bool TryFind(string name, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T value)
    {
        if (_names.TryGetValue(name, out value)) return true;
        foreach ((string pattern, T candidate) in _globs)
            if (NamePattern.Matches(pattern, name))
            {
                value = candidate;
                return true;
            }
        return false;
    }
}

/// <summary>
/// One name or glob of a specification: <c>*</c> and <c>?</c> are special, everything else is literal, and so is all of
/// a name in backquotes.
/// </summary>
internal static class NamePattern
{
    public static bool IsGlob(string pattern) => !IsQuoted(pattern) && pattern.AsSpan().ContainsAny('*', '?');

    /// <summary>The name without its backquotes.</summary>
    public static string Name(string pattern) => IsQuoted(pattern) ? pattern[1..^1] : pattern;

    public static bool Matches(string pattern, string name) => IsGlob(pattern)
        // the matcher takes \ as an escape
        ? FileSystemName.MatchesSimpleExpression(pattern.Replace("\\", "\\\\", StringComparison.Ordinal), name, ignoreCase: false)
        : Name(pattern) == name;

    public static int LiteralCount(string pattern) => pattern.Length - pattern.AsSpan().Count('*') - pattern.AsSpan().Count('?');

    private static bool IsQuoted(string pattern) => pattern.Length > 2 && pattern[0] == '`' && pattern[^1] == '`';
}

namespace Hep.Jagged;

/// <summary>What somebody may have meant by a name that does not exist.</summary>
public static class NearNames
{
    /// <summary>A sentence with up to three near names, led by a space; empty where nothing is near.</summary>
    public static string Suggest(string name, IEnumerable<string> existing)
    {
        string[] near = [.. existing.Select(e => (Name: e, Distance: Distance(name, e)))
            .Where(e => e.Distance <= Math.Max(2, name.Length / 3)).OrderBy(e => e.Distance).ThenBy(e => e.Name, StringComparer.Ordinal)
            .Take(3).Select(e => e.Name)];
        return near.Length == 0 ? "" : $" Nearest: {string.Join(", ", near)}.";
    }

    /// <summary>The number of insertions, deletions, replacements and swaps of neighbours between two names, case counting half.</summary>
    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > a.Length) return int.MaxValue;
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) d[i, 0] = 2 * i;
        for (int j = 0; j <= b.Length; j++) d[0, j] = 2 * j;
        for (int i = 1; i <= a.Length; i++)
            for (int j = 1; j <= b.Length; j++)
            {
                int replace = a[i - 1] == b[j - 1] ? 0 : char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 1 : 2;
                d[i, j] = Math.Min(d[i - 1, j - 1] + replace, Math.Min(d[i - 1, j], d[i, j - 1]) + 2);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 2);
            }
        return (d[a.Length, b.Length] + 1) / 2;
    }
}

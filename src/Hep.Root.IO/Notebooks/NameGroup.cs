namespace Hep.Root.IO;

/// <summary>
/// Names that begin alike, so that thousands of them stay readable: <c>Jet_*</c>, <c>Tracks/*</c>, and what stands alone. A few names are
/// one group.
/// </summary>
/// <param name="Prefix">What the names of the group begin with; empty for all names.</param>
/// <param name="Alone">What is in no smaller group, in the order given.</param>
/// <param name="Groups">Smaller groups, in the order of their first names.</param>
/// <param name="All">Everything of the group, in the order given.</param>
internal sealed record NameGroup<T>(string Prefix, IReadOnlyList<T> Alone, IReadOnlyList<NameGroup<T>> Groups, IReadOnlyList<T> All)
{
    private const int FirstShown = 40, MostShown = 60;
    private const int Few = 24, SmallestGroup = 4, MaxDepth = 4;
    private const int LongestName = 200;        // names of a file may have any length: what lies behind does not group

    /// <summary>
    /// How many of those that stand alone are shown without a click: all but where they are many, and none of many beside groups, which
    /// would drown.
    /// </summary>
    public int ShownCount => Alone.Count <= MostShown ? Alone.Count : Groups.Count > 0 ? 0 : FirstShown;

    /// <summary>Groups items by their names.</summary>
    public static NameGroup<T> Of(IReadOnlyList<T> items, Func<T, string> name) =>
        Of("", [.. items.Select(i => (Cut(name(i)), i))], 0);

    private static NameGroup<T> Of(string prefix, List<(string Name, T Item)> items, int depth)
    {
        T[] all = [.. items.Select(i => i.Item)];
        if (items.Count <= Few || depth == MaxDepth) return new NameGroup<T>(prefix, all, [], all);
        string reached = prefix;
        List<IGrouping<string, (string Name, T Item)>> parts = Split(items, reached.Length);
        while (parts is [{ Key.Length: > 0 } only])     // what all names have in common tells nothing
        {
            reached = only.Key;
            parts = Split(items, reached.Length);
        }
        HashSet<string> groups = [.. parts.Where(p => p.Key.Length > 0 && p.Count() >= SmallestGroup).Select(p => p.Key)];
        return new NameGroup<T>(
            prefix,
            [.. items.Where(i => !groups.Contains(Head(i.Name, reached.Length))).Select(i => i.Item)],
            [.. parts.Where(p => groups.Contains(p.Key)).Select(p => Of(p.Key, [.. p], depth + 1))],
            all);
    }

    private static List<IGrouping<string, (string Name, T Item)>> Split(List<(string Name, T Item)> items, int start) =>
        [.. items.GroupBy(i => Head(i.Name, start), StringComparer.Ordinal)];

    // A name up to the next separator and with it; branches within branches come before members of one.
    private static string Head(string name, int start)
    {
        if (name.Length <= start + 1) return "";
        int at = name.IndexOf('/', start + 1);
        if (at < 0) at = name.AsSpan(start + 1).IndexOfAny('.', '_') is var found && found >= 0 ? found + start + 1 : -1;
        return at < 0 ? "" : name[..(at + 1)];
    }

    private static string Cut(string name) => name.Length <= LongestName ? name : name[..LongestName];
}

using System.Text.RegularExpressions;
using Hep.Jagged;

namespace Hep.Root.IO.Writing.Outputs;

/// <summary>
/// What columns are called in a file. One that was read from inside a class has the path of its branch as its name (<c>Jet/Jet.PT</c>,
/// <c>evt/P3/P3.Px</c>, <c>fP[3]</c>, <c>evt/pg[6].fE</c>), which is none that a branch or field can have. It is stored under the last
/// part, as ROOT calls the branch, and where several would be the same under all parts (<c>evt.P3.Px</c>).
/// </summary>
internal static partial class StoredNames
{
    /// <summary>The columns as they are stored, in the same order; the schema itself where none needs another name.</summary>
    /// <exception cref="RootException">Two of them would have one name.</exception>
    public static Schema Apply(Schema schema, TreeFormat format)
    {
        if (!schema.Any(c => IsPath(c.Name) || IsPath(c.Counter ?? ""))) return schema;
        Dictionary<string, string> stored = schema.ToDictionary(c => c.Name, c => LastPart(c.Name), StringComparer.Ordinal);
        Spread(stored);
        if (format == TreeFormat.RNTuple) Flatten(stored);
        Check(schema, stored);
        return new Schema(schema.Select(c => c with
        {
            Name = stored[c.Name],
            Counter = c.Counter is { } counter ? stored.GetValueOrDefault(counter) ?? LastPart(counter) : null,
        }));
    }

    // Gives all paths that share a name with another column the name of all parts.
    private static void Spread(Dictionary<string, string> stored)
    {
        ILookup<string, string> columns = stored.ToLookup(c => c.Value, c => c.Key, StringComparer.Ordinal);
        foreach (IGrouping<string, string> same in columns.Where(c => c.Count() > 1))
            foreach (string column in same.Where(IsPath)) stored[column] = AllParts(column);
    }

    // In an RNTuple a dot leads into a record, which a column is not: Jet.PT beside Jet, the number of jets, is Jet_PT, as to RDataFrame.
    private static void Flatten(Dictionary<string, string> stored)
    {
        HashSet<string> names = [.. stored.Values];
        foreach (string column in stored.Keys.Where(IsPath).ToArray())
            if (Outer(stored[column]).Any(names.Contains)) stored[column] = stored[column].Replace('.', '_');
    }

    private static void Check(Schema schema, Dictionary<string, string> stored)
    {
        if (schema.GroupBy(c => stored[c.Name], StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } same)
            throw new RootException($"Columns {string.Join(" and ", same.Select(c => $"'{c.Name}'"))} would both be called '{same.Key}'. "
                + "column.Share(name) gives a column another name.");
    }

    private static IEnumerable<string> Outer(string name)
    {
        for (int dot = name.IndexOf('.'); dot > 0; dot = name.IndexOf('.', dot + 1)) yield return name[..dot];
    }

    private static bool IsPath(string name) => name.Contains('/', StringComparison.Ordinal) || Shape().IsMatch(name);

    private static string LastPart(string name) => WithoutShape(name[(name.LastIndexOf('/') + 1)..]) is { Length: > 0 } last ? last : name;

    // Branches repeat the names of those above them, with a dot between: evt/P3/P3.Px has the parts evt, P3 and Px.
    private static string AllParts(string name)
    {
        List<string> parts = [];
        foreach (string branch in WithoutShape(name).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string part = branch.TrimEnd('.'), above = parts.LastOrDefault("") + '.';
            parts.Add(part.StartsWith(above, StringComparison.Ordinal) ? part[above.Length..] : part);
        }
        return string.Join('.', parts);
    }

    // An array of objects has its dimensions in the midst of the names of their members: pg[6].fP.fX.
    private static string WithoutShape(string name) => Shape().Replace(name, "");

    [GeneratedRegex(@"(?<=[^/])(?:\[[^\[\]/]*\])+(?=[./]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}

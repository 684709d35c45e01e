namespace Hep.Root.IO.Trees.NTuple;

/// <summary>A member of a record, with those of its base classes among them.</summary>
/// <param name="Name">What it is called in the record.</param>
/// <param name="Field">Its field.</param>
internal sealed record FieldMember(string Name, Field Field)
{
    private const string BasePrefix = ":_";             // base classes are fields :_0, :_1, …

    /// <summary>
    /// The members in their order. A name that several of them have is told apart by the base class that a member comes from.
    /// </summary>
    public static IReadOnlyList<FieldMember> Of(Field record, int depth, NameBudget names)
    {
        List<(string Name, Field Field, string? Base)> members = [];
        foreach (Field child in record.Children)
            if (child.Role == FieldRole.Record && child.Name.StartsWith(BasePrefix, StringComparison.Ordinal) && depth > 0)
                members.AddRange(Of(child, depth - 1, names).Select(m => (m.Name, m.Field, (string?)child.TypeName)));
            else members.Add((child.Name, child, null));
        HashSet<string> repeated = [.. members.CountBy(m => m.Name).Where(n => n.Value > 1).Select(n => n.Key)];
        return [.. members.Select(m => new FieldMember(
            m.Base is not null && repeated.Contains(m.Name) ? Prefixed(m.Base, m.Name, names) : m.Name, m.Field))];
    }

    private static string Prefixed(string type, string name, NameBudget names)
    {
        names.Take(type.Length + name.Length);
        return $"{type}::{name}";
    }
}

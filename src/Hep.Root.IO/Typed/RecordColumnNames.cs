using Hep.Jagged;

namespace Hep.Root.IO;

/// <summary>Finds the columns of a record's members among those there are.</summary>
/// <param name="schema">The columns there are.</param>
/// <param name="unreadable">Those that are there and cannot be read, with the reason.</param>
internal sealed class RecordColumnNames(Schema schema, IReadOnlyDictionary<string, string> unreadable)
{
    private readonly string[] _sorted = [.. schema.Select(c => c.Name).Concat(unreadable.Keys).Order(StringComparer.Ordinal)];

    /// <summary>The columns there are.</summary>
    public Schema Schema => schema;

    /// <summary>The column of a member that is one; null where it is missing, or does not fit, which becomes a problem.</summary>
    public string? Find(RecordMember member, MemberPlace place, List<string> problems)
    {
        string name = place.Prefix + member.Column, whose = $"member {place.Path}{member.MemberName}, which is {TypeOf(member, place)}";
        if (schema.TryGet(name, out ColumnSchema? column))
        {
            if (RecordFit.Holds(member, column, place.Depth)) return name;
            problems.Add($"Column '{column}' does not fit {whose}: {RecordFit.Advice(member, column, place.Depth)}.");
        }
        else if (unreadable.TryGetValue(name, out string? why)) problems.Add($"Column '{name}' cannot be read: {why}.");
        else if (!member.IsOptional)
            problems.Add($"No column '{name}' for {whose}." + NearNames.Suggest(name, schema.Select(c => c.Name)));
        return null;
    }

    /// <summary>
    /// Where the columns of a member that is a record, or a list of them, are: under the first of its names under which the most are found
    /// that no other member is called by; null where none is.
    /// </summary>
    public MemberPlace? Find(RecordMember member, MemberPlace place, RivalMembers rivals) =>
        Best(member, place, rivals) is { Found.All: > 0 } best ? best.Place : null;

    /// <summary>That a record, or a list of them, has no columns.</summary>
    public string Lack(RecordMember member, MemberPlace place)
    {
        string[] sought = [.. RecordPrefix.Forms(member.Column).Select(form => place.Prefix + form + First(member.Fields))];
        string kind = member.Shape == RecordShape.Record ? "a record" : "a list of records";
        return $"No columns for member {place.Path}{member.MemberName}, which is {kind}, neither for its first, "
            + $"{string.Join(" or ", sought.Select(s => $"'{s}'"))}, nor for others. [RootColumn] says what their names begin with."
            + NearNames.Suggest(sought[0], schema.Select(c => c.Name));
    }

    private (MemberPlace Place, (int Own, int All) Found) Best(RecordMember member, MemberPlace place, RivalMembers rivals) =>
        RecordPrefix.Forms(member.Column).Select(form => place.Of(member, form))
            .Select(p => (p, Count(member.Fields, p, rivals))).MaxBy(found => found.Item2);

    // Names that no column begins with are left at once: what is sought at all depths are not more places than columns have beginnings.
    private (int Own, int All) Count(IReadOnlyList<RecordMember> fields, MemberPlace place, RivalMembers rivals)
    {
        (int own, int all) = (0, 0);
        if (!IsBeginning(place.Prefix)) return (own, all);
        foreach (RecordMember field in fields)
        {
            (int Own, int All) found = field.Fields.Count > 0
                ? Best(field, place, new RivalMembers(fields, field, place.Prefix, rivals)).Found
                : CountOne(place.Prefix + field.Column, rivals);
            (own, all) = (own + found.Own, all + found.All);
        }
        return (own, all);
    }

    private (int Own, int All) CountOne(string column, RivalMembers rivals) =>
        !schema.TryGet(column, out _) && !unreadable.ContainsKey(column) ? (0, 0) : rivals.Claim(column) ? (0, 1) : (1, 1);

    private bool IsBeginning(string prefix)
    {
        int place = Array.BinarySearch(_sorted, prefix, StringComparer.Ordinal);
        if (place < 0) place = ~place;
        return place < _sorted.Length && _sorted[place].StartsWith(prefix, StringComparison.Ordinal);
    }

    private static string First(IReadOnlyList<RecordMember> fields) => fields[0].Fields.Count == 0 ? fields[0].Column
        : RecordPrefix.Forms(fields[0].Column)[0] + First(fields[0].Fields);

    private static string TypeOf(RecordMember member, MemberPlace place) => RecordFit.TypeOf(member)
        + (place.Depth == 0 ? "" : $" in {string.Concat(Enumerable.Repeat("lists of ", place.Depth))}records");
}

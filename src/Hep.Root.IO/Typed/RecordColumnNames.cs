using Hep.Jagged;

namespace Hep.Root.IO;

/// <summary>Finds the columns of a record's members among those there are.</summary>
internal sealed class RecordColumnNames(Schema schema, Func<string, string?>? whyUnreadable)
{
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
        else if (whyUnreadable?.Invoke(name) is { } why) problems.Add($"Column '{name}' cannot be read: {why}.");
        else if (!member.IsOptional)
            problems.Add($"No column '{name}' for {whose}." + NearNames.Suggest(name, schema.Select(c => c.Name)));
        return null;
    }

    /// <summary>
    /// Where the columns of a member that is a record, or a list of them, are: under the first of its names under which the most are found;
    /// null where none is.
    /// </summary>
    public MemberPlace? Find(RecordMember member, MemberPlace place)
    {
        MemberPlace best = RecordPrefix.Forms(member.Column).Select(form => place.Of(member, form)).MaxBy(p => Count(member, p))!;
        return Count(member, best) == 0 ? null : best;
    }

    /// <summary>That a record, or a list of them, has no columns.</summary>
    public string Lack(RecordMember member, MemberPlace place)
    {
        string[] sought = [.. RecordPrefix.Forms(member.Column).Select(form => place.Prefix + form + First(member.Fields))];
        string kind = member.Shape == RecordShape.Record ? "a record" : "a list of records";
        return $"No columns for member {place.Path}{member.MemberName}, which is {kind}, neither for its first, "
            + $"{string.Join(" or ", sought.Select(s => $"'{s}'"))}, nor for others. [RootColumn] says what their names begin with."
            + NearNames.Suggest(sought[0], schema.Select(c => c.Name));
    }

    private int Count(RecordMember record, MemberPlace place) => record.Fields.Sum(f => f.Fields.Count > 0
        ? Find(f, place) is { } inner ? Count(f, inner) : 0
        : schema.TryGet(place.Prefix + f.Column, out _) || whyUnreadable?.Invoke(place.Prefix + f.Column) is not null ? 1 : 0);

    private static string First(IReadOnlyList<RecordMember> fields) => fields[0].Fields.Count == 0 ? fields[0].Column
        : RecordPrefix.Forms(fields[0].Column)[0] + First(fields[0].Fields);

    private static string TypeOf(RecordMember member, MemberPlace place) => RecordFit.TypeOf(member)
        + (place.Depth == 0 ? "" : $" in {string.Concat(Enumerable.Repeat("lists of ", place.Depth))}records");
}

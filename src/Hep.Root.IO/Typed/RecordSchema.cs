using Hep.Jagged;

namespace Hep.Root.IO;

/// <summary>The columns that the members of a record are written as.</summary>
internal sealed class RecordSchema
{
    private readonly TreeFormat _format;
    private readonly List<ColumnSchema> _columns = [];
    private readonly Dictionary<string, string> _members = new(StringComparer.Ordinal);     // of each column, which it is

    private RecordSchema(TreeFormat format) => _format = format;

    /// <summary>
    /// A column for each member, in their order, of records within it those of their members. Lists whose names begin as a collection that
    /// the record counts, <c>Jet_pt</c> or <c>Jet.pt</c> beside an integer <c>nJet</c>, have that counter; all columns of a list of records
    /// have one.
    /// </summary>
    /// <exception cref="RootException">Two members are one column.</exception>
    public static Schema Of(IReadOnlyList<RecordMember> members, TreeFormat format = TreeFormat.TTree)
    {
        RecordSchema schema = new(format);
        schema.Add(members, new MemberPlace("", "", 0), null);
        return new Schema(schema._columns);
    }

    /// <summary>Of the columns of a record those that are wanted, with the counters of the record where no other is named.</summary>
    /// <exception cref="RootException">One of them is none of the record's.</exception>
    public static Schema Choose(Schema columns, Schema wanted, string record) => new(wanted.Select(c =>
        !columns.TryGet(c.Name, out ColumnSchema? own)
            ? throw new RootException($"No member of {record} is the column '{c.Name}' of the schema. Its columns: "
                + $"{string.Join(", ", columns.Select(m => m.Name))}.")
            : c with { Counter = c.Counter ?? own.Counter }));

    private void Add(IReadOnlyList<RecordMember> members, MemberPlace place, string? counter)
    {
        foreach (RecordMember member in members)
        {
            string name = $"{place.Path}{member.MemberName}";
            if (member.Fields.Count > 0)
            {
                MemberPlace inner = place.Of(member, RecordPrefix.Written(member.Column, _format));
                Add(member.Fields, inner, counter ?? (inner.Depth > 0 ? RecordPrefix.Counter(inner.Prefix) : null));
                continue;
            }
            ColumnSchema column = ColumnOf(member, place) with { Counter = counter ?? CounterOf(member, members, place) };
            if (!_members.TryAdd(column.Name, name))
                throw new RootException($"Members {_members[column.Name]} and {name} would both be column '{column.Name}'. "
                    + "[RootColumn] gives a member another name.");
            _columns.Add(column);
        }
    }

    private static ColumnSchema ColumnOf(RecordMember member, MemberPlace place)
    {
        Dimension[] own = member.Shape switch
        {
            RecordShape.Value or RecordShape.Text => [],
            RecordShape.Nested => [Dimension.Variable, Dimension.Variable],
            _ when member.FixedShape.Count > 0 => [.. member.FixedShape.Select(Dimension.Fixed)],
            _ => [Dimension.Variable],
        };
        return new ColumnSchema(place.Prefix + member.Column, member.Type, [.. Enumerable.Repeat(Dimension.Variable, place.Depth), .. own]);
    }

    private static string? CounterOf(RecordMember list, IReadOnlyList<RecordMember> members, MemberPlace place) =>
        list.Shape is not (RecordShape.Value or RecordShape.Text) && list.FixedShape.Count == 0
        && CollectionName.CounterOf(
            list.Column, members.Where(m => IsCounter(m) && m.Column.StartsWith('n')).Select(m => m.Column[1..])) is { } counter
        ? place.Prefix + counter : null;

    // What may be missing counts nothing, and byte and ushort would come back as the int that a TTree has for them.
    private static bool IsCounter(RecordMember member) => member is
    {
        Shape: RecordShape.Value, IsOptional: false, Type: { IsInteger: true } and not (ElementType.UInt8 or ElementType.UInt16),
    };
}

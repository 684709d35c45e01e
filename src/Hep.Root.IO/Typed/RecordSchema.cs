using Hep.Jagged;

namespace Hep.Root.IO;

/// <summary>The columns that the members of a record are written as.</summary>
internal static class RecordSchema
{
    /// <summary>
    /// A column for each member, in their order. Lists whose names begin as a collection that the record counts, <c>Jet_pt</c> or
    /// <c>Jet.pt</c> beside an integer <c>nJet</c>, have that counter.
    /// </summary>
    public static Schema Of(IReadOnlyList<RecordMember> members) => new(members.Select(m => ColumnOf(m, CounterOf(m, members))));

    /// <summary>Of the columns of a record those that are wanted, with the counters of the record where no other is named.</summary>
    /// <exception cref="RootException">One of them is none of the record's.</exception>
    public static Schema Choose(Schema columns, Schema wanted, string record) => new(wanted.Select(c =>
        !columns.TryGet(c.Name, out ColumnSchema? own)
            ? throw new RootException($"No member of {record} is the column '{c.Name}' of the schema. Its columns: "
                + $"{string.Join(", ", columns.Select(m => m.Name))}.")
            : c with { Counter = c.Counter ?? own.Counter }));

    private static ColumnSchema ColumnOf(RecordMember member, string? counter) => member.Shape switch
    {
        RecordShape.Value or RecordShape.Text => new ColumnSchema(member.Column, member.Type),
        RecordShape.Nested => new ColumnSchema(member.Column, member.Type, Dimension.Variable, Dimension.Variable) { Counter = counter },
        _ => new ColumnSchema(member.Column, member.Type, Dimension.Variable) { Counter = counter },
    };

    private static string? CounterOf(RecordMember list, IReadOnlyList<RecordMember> members) => CollectionName.CounterOf(
        list.Column, members.Where(m => IsCounter(m) && m.Column.StartsWith('n')).Select(m => m.Column[1..]));

    // What may be missing counts nothing, and byte and ushort would come back as the int that a TTree has for them.
    private static bool IsCounter(RecordMember member) => member is
    {
        Shape: RecordShape.Value, IsOptional: false, Type: { IsInteger: true } and not (ElementType.UInt8 or ElementType.UInt16),
    };
}

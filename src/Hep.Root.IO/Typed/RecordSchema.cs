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

    private static ColumnSchema ColumnOf(RecordMember member, string? counter) => member.Shape switch
    {
        RecordShape.Value or RecordShape.Text => new ColumnSchema(member.Column, member.Type),
        RecordShape.Nested => new ColumnSchema(member.Column, member.Type, Dimension.Variable, Dimension.Variable) { Counter = counter },
        _ => new ColumnSchema(member.Column, member.Type, Dimension.Variable) { Counter = counter },
    };

    // The longest: of nJet and nJet_sub the latter counts Jet_sub_pt.
    private static string? CounterOf(RecordMember list, IReadOnlyList<RecordMember> members) =>
        members.Where(m => IsCounter(m) && IsOf(list.Column, m.Column)).MaxBy(m => m.Column.Length)?.Column;

    // What may be missing counts nothing, and byte and ushort would come back as the int that a TTree has for them.
    private static bool IsCounter(RecordMember member) => member is
    {
        Shape: RecordShape.Value, IsOptional: false, Type: { IsInteger: true } and not (ElementType.UInt8 or ElementType.UInt16),
    };

    private static bool IsOf(string column, string counter) =>
        counter is ['n', .. { Length: > 0 } collection] && column.StartsWith(collection, StringComparison.Ordinal)
        && column.AsSpan(collection.Length) is ['_' or '.', ..];
}

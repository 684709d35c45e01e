namespace Hep.Root.IO.Trees.NTuple;

/// <summary>
/// A column as its field means it: the same elements may be stored in several ways, of which each cluster has one (specification,
/// "Suppressed Columns").
/// </summary>
internal sealed class NTupleColumn(int number, StoredColumn first)
{
    /// <summary>Its place among all.</summary>
    public int Number { get; } = number;

    /// <summary>The ways in which it is stored, most often one.</summary>
    public List<StoredColumn> Representations { get; } = [first];

    /// <summary>Whether elements before its first one are zero.</summary>
    public bool IsDeferred => Representations.Exists(r => r.IsDeferred);

    /// <summary>Why it cannot be decoded; null where it can.</summary>
    public string? Why => Representations.Find(r => r.Why is not null)?.Why;

    /// <summary>The type of its first representation.</summary>
    public ColumnType Type => Representations[0].Type!;
}

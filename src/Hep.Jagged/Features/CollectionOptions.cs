using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>How the lists of one collection, the columns that share their counts, become cells.</summary>
public sealed record CollectionOptions
{
    /// <summary>Cells of each list.</summary>
    public ListLength Length { get; init; }

    /// <summary>Cells of each inner list of doubly jagged columns.</summary>
    public ListLength InnerLength { get; init; }

    /// <summary>What a list longer than its cells means.</summary>
    public OverflowPolicy Overflow { get; init; }

    /// <summary>What stands behind the end of a list.</summary>
    public PadMode PadMode { get; init; }

    /// <summary>
    /// An expression over the collection by which its objects are ordered, ascending and stable, NaN last; a <c>-</c>
    /// in front makes it descending. Null: stored order.
    /// </summary>
    public string? OrderBy { get; init; }

    /// <summary>An expression over the collection that tells which objects stay; null: all. Entries stay, whatever it says.</summary>
    public string? Where { get; init; }

    /// <summary>Names or globs of the columns that form the collection; empty: those that the key stands for.</summary>
    public ImmutableArray<string> Members { get; init; } = [];

    /// <summary>Equal in every option.</summary>
    public bool Equals(CollectionOptions? other) =>
        other is not null && Length == other.Length && InnerLength == other.InnerLength && Overflow == other.Overflow
            && PadMode == other.PadMode
        && OrderBy == other.OrderBy && Where == other.Where && Members.AsSpan().SequenceEqual(other.Members.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Length, InnerLength, Overflow, PadMode, OrderBy, Where, Members.Length);
}

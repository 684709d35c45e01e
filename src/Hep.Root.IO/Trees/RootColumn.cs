using Hep.Jagged;

namespace Hep.Root.IO;

/// <summary>A leaf column of a tree, decodable or not.</summary>
public sealed record RootColumn
{
    /// <summary>
    /// The name: branches from the top joined by <c>/</c>, a leaf of several by <c>.</c>; fields of an RNTuple joined by <c>.</c>; one that
    /// occurs again gets <c>#2</c>.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>The entries of the column's own branch; they may be fewer than the tree's.</summary>
    public required long EntryCount { get; init; }

    /// <summary>
    /// Type and levels. Where the column cannot be decoded it is of type <see cref="ElementType.Bytes"/>, and read by its own name only;
    /// null where not even its bytes can be told apart.
    /// </summary>
    public ColumnSchema? Schema { get; init; }

    /// <summary>Why the column cannot be decoded; null where it can.</summary>
    public string? WhyUnreadable { get; init; }

    /// <summary>The type as the file spells it: <c>float</c>, <c>vector&lt;int&gt;</c>, a class.</summary>
    public required string TypeName { get; init; }

    /// <summary>Bytes of the branch's baskets on disk; of all pages that reading the column takes.</summary>
    public required long StoredBytes { get; init; }

    /// <summary>Bytes of the same after decompression.</summary>
    public required long PlainBytes { get; init; }
}

using Hep.Jagged;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>What a decoder is asked for.</summary>
internal readonly ref struct DecodeRequest
{
    /// <summary>What each column of the branch is; null where it is not wanted.</summary>
    public required ReadOnlySpan<ColumnSchema?> Wanted { get; init; }

    /// <summary>The entries, in consecutive baskets.</summary>
    public required ReadOnlySpan<BasketSegment> Segments { get; init; }

    /// <summary>Their number.</summary>
    public required int EntryCount { get; init; }

    /// <summary>For the same entries the values that count those of this branch, where they stand in another; else null.</summary>
    public Column<int>? Counts { get; init; }
}

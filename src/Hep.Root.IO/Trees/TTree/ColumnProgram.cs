using Hep.Jagged;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>A readable column: what it is, where its baskets lie, and how they are decoded.</summary>
/// <param name="Schema">Name, type and levels.</param>
/// <param name="Branch">The branch whose baskets hold it.</param>
/// <param name="Decoder">How the bytes become values; columns of one branch may share it.</param>
/// <param name="Place">The column's place among the decoder's.</param>
/// <param name="CountsFrom">The column whose values are the lengths of the lists, where the file names one.</param>
/// <param name="ElementBytes">Bytes of an element of a list, where the writer may have left the offsets out; 0 elsewhere.</param>
internal sealed record ColumnProgram(
    ColumnSchema Schema, Branch Branch, ColumnDecoder Decoder, int Place, CountingColumn? CountsFrom = null, int ElementBytes = 0)
{
    /// <summary>The column without whose values the entries cannot be decoded: it counts what stands in them.</summary>
    public CountingColumn? Needs { get; init; }
}

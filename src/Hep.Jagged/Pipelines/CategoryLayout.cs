using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>A column of a pipeline whose cells hold the index of a category, or −1 for a value that is none of them.</summary>
/// <param name="Column">The column.</param>
/// <param name="Values">The categories, in the order of their indices.</param>
/// <param name="Cells">Its cells in a row.</param>
public sealed record CategoryLayout(string Column, ImmutableArray<double> Values, ImmutableArray<int> Cells);

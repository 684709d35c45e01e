namespace Hep.Root.IO.Trees.NTuple;

/// <summary>Consecutive elements of one page that a batch wants.</summary>
/// <param name="Page">The page, counted in column and cluster; −1 for elements that are not stored, and zero.</param>
/// <param name="First">The first element, counted in the page.</param>
/// <param name="Count">The number of elements.</param>
/// <param name="Range">The range of the level that they are of.</param>
internal readonly record struct Segment(int Page, int First, int Count, int Range);

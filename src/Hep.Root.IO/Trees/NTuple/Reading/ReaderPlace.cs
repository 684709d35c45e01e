namespace Hep.Root.IO.Trees.NTuple;

/// <summary>What a reader of a column is told.</summary>
/// <param name="Label">What it is called, for messages.</param>
/// <param name="Number">Its place among the readers of the stream.</param>
/// <param name="Level">The elements that it has.</param>
/// <param name="Column">The column.</param>
/// <param name="Clusters">The clusters of the RNTuple.</param>
/// <param name="Pages">Loads pages.</param>
internal sealed record ReaderPlace(
    string Label, int Number, ElementLevel Level, NTupleColumn Column, IReadOnlyList<Cluster> Clusters, PageLoader Pages);

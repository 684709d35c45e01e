using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>What a pipeline has met, at one moment.</summary>
/// <param name="Entries">Entries.</param>
/// <param name="Passed">Those of them that passed the cut: those that the rest is of.</param>
/// <param name="Columns">The features, in the order of their cells.</param>
/// <param name="Collections">The collections of the features.</param>
public sealed record ObservedFeatures(
    long Entries, long Passed, ImmutableArray<ObservedColumn> Columns, ImmutableArray<ObservedLists> Collections);

/// <summary>What was met in one column: values of kept objects in kept entries, before truncation and scaling.</summary>
/// <param name="Name">The column.</param>
/// <param name="Count">Finite values.</param>
/// <param name="NotFinite">Values that are no number, or infinite.</param>
/// <param name="Below">Values below all that training met.</param>
/// <param name="Above">Values above all that training met.</param>
/// <param name="Mean">The mean of the finite values; NaN of none.</param>
/// <param name="Distance">
/// How far they are spread from what training met (<see cref="ValueBins.DistanceTo"/>); NaN where that cannot be told.
/// </param>
public sealed record ObservedColumn(string Name, long Count, long NotFinite, long Below, long Above, double Mean, double Distance);

/// <summary>What was met of one collection.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Lists">Its lists: one an entry.</param>
/// <param name="Objects">The objects of these lists.</param>
/// <param name="Truncated">Lists that are longer than their cells.</param>
public sealed record ObservedLists(string Name, long Lists, long Objects, long Truncated)
{
    /// <summary>Objects of a list; NaN of no lists.</summary>
    public double MeanLength => Lists == 0 ? double.NaN : (double)Objects / Lists;
}

namespace Hep.Jagged;

/// <summary>What pass 1 found in one collection.</summary>
/// <param name="Name">The collection's key.</param>
/// <param name="Lengths">Its lists in kept entries by their number of kept objects.</param>
public sealed record CollectionStatistics(string Name, LengthHistogram Lengths);

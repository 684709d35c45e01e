namespace Hep.Jagged;

/// <summary>What did not find room in the cells of a batch.</summary>
/// <param name="Name">The collection; for inner lists the doubly jagged column.</param>
/// <param name="Lists">Lists that were longer than their cells.</param>
/// <param name="Elements">Elements that were left out.</param>
public readonly record struct Truncation(string Name, int Lists, long Elements);

namespace Hep.Jagged;

/// <summary>Limits that a column's values are brought into before they are scaled.</summary>
/// <param name="Low">The least value that remains.</param>
/// <param name="High">The greatest value that remains, not below <paramref name="Low"/>.</param>
public readonly record struct ClipRange(double Low, double High);

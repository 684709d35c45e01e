namespace Hep.Onnx;

/// <summary>How many objects the training part had of one collection, after their selection.</summary>
/// <param name="Name">The collection.</param>
/// <param name="Lists">Its lists: one an entry.</param>
/// <param name="MeanLength">Objects of a list; NaN of no lists.</param>
/// <param name="Longest">Objects of the longest list.</param>
/// <param name="Truncated">Which part of the lists is longer than their cells.</param>
public sealed record CollectionSummary(string Name, long Lists, double MeanLength, int Longest, double Truncated);

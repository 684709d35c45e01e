namespace Hep.Jagged;

/// <summary>What training met in one column: what others are held against.</summary>
/// <param name="Name">The column.</param>
/// <param name="Minimum">The least finite value; NaN where it is not known.</param>
/// <param name="Maximum">The greatest finite value; NaN where it is not known.</param>
/// <param name="Bins">How the values were spread; null where it is not known.</param>
public sealed record FeatureReference(string Name, double Minimum, double Maximum, ValueBins? Bins);

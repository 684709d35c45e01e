namespace Hep.Jagged;

/// <summary>What is filled into a histogram: a quantity of entries or of their objects, and which of them count how much.</summary>
/// <param name="Value">
/// An expression of numbers, such as <c>Jet_pt / 1000</c>; one with a value for each object is filled once an object.
/// </param>
public sealed record HistogramQuantity(string Value)
{
    /// <summary>
    /// Which values are filled: those for which this expression is neither 0, false nor NaN. With a value an entry it keeps entries, with
    /// one for each object it keeps objects. Null: all.
    /// </summary>
    public string? Where { get; init; }

    /// <summary>The weight of each value: one an entry, for all its objects, or one an object. Null: 1.</summary>
    public string? Weight { get; init; }
}

namespace Hep.Root.IO.Objects;

/// <summary>An array of a histogram or profile with a number for each cell.</summary>
/// <param name="Member">Which member of the object it is.</param>
/// <param name="Values">The numbers; empty where nothing is stored.</param>
/// <param name="StandIn">Where nothing is stored: the place of the array whose absolute values tell them.</param>
internal readonly record struct CellArray(string Member, double[] Values, int? StandIn = null)
{
    /// <summary>Whether the object holds them.</summary>
    public bool IsStored { get; init; } = Values.Length > 0;
}

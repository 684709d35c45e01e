namespace Hep.Root.IO.Objects;

/// <summary>An array of a histogram or profile with a number for each cell.</summary>
/// <param name="Member">Which member of the object it is.</param>
/// <param name="Values">The numbers, also where nothing is stored because something else tells them.</param>
/// <param name="IsStored">Whether the object holds them.</param>
internal readonly record struct CellArray(string Member, double[] Values, bool IsStored);

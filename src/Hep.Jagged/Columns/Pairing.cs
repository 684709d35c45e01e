namespace Hep.Jagged;

/// <summary>Which pairs of objects the elements of computed lists are.</summary>
/// <param name="First">The column that counts the first objects of the pairs, where one is named.</param>
/// <param name="Second">That of the second objects.</param>
/// <param name="IsAcross">Whether each object of one list meets each of another; otherwise the pairs i &lt; j of one list.</param>
internal sealed record Pairing(string? First, string? Second, bool IsAcross)
{
    /// <summary>
    /// A name for the number of pairs, <c>nMuon_pairs</c> or <c>nMuon_nJet_pairs</c>: equal names for equal pairs. Null where the lists
    /// are counted by no column.
    /// </summary>
    public string? Counter => First is null || Second is null ? null : IsAcross ? $"{First}_{Second}_pairs" : $"{First}_pairs";

    /// <summary>Whether these may be the same pairs; where no counter tells, the lengths of the lists will.</summary>
    public bool Fits(Pairing other) => IsAcross == other.IsAcross && Fits(First, other.First) && Fits(Second, other.Second);

    /// <summary><c>pairs</c>, or <c>pairs across two lists</c>.</summary>
    public override string ToString() => IsAcross ? "pairs across two lists" : "pairs";

    private static bool Fits(string? one, string? other) => one is null || other is null || one == other;
}

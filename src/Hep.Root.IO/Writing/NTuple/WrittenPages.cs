namespace Hep.Root.IO.Writing.NTuple;

/// <summary>The pages of a column in a cluster.</summary>
/// <param name="Pages">In order.</param>
/// <param name="FirstElement">Elements of the column before the cluster.</param>
/// <param name="Compression">ROOT's number of how they are compressed.</param>
internal sealed record WrittenPages(IReadOnlyList<WrittenPage> Pages, long FirstElement, int Compression)
{
    /// <summary>A column that the cluster does not store: its field is stored in another way there.</summary>
    public static WrittenPages Suppressed { get; } = new([], long.MinValue, 0);

    public bool IsSuppressed => FirstElement < 0;
}

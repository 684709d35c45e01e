using Hep.Jagged;

namespace Hep.Train;

/// <summary>The scores for one class, of its own entries and of all others, in 40 bins from 0 to 1; weighted.</summary>
public sealed record ScoreSpread
{
    private const int Bins = 40;
    private const double Last = 1 - 1e-9;   // 1 belongs to the last bin

    /// <summary>Of entries of the class.</summary>
    public Histogram Own { get; } = New();

    /// <summary>Of all other entries.</summary>
    public Histogram Others { get; } = New();

    internal void Add(float score, bool isOwn, double weight) => (isOwn ? Own : Others).Fill(Math.Min(score, Last), weight);

    private static Histogram New() => new(Bins, 0, 1) { XLabel = "score", YLabel = "share of the class" };
}

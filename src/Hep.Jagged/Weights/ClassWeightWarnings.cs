using System.Collections.Immutable;
using System.Globalization;

namespace Hep.Jagged;

/// <summary>Sentences about weights that did not come out as they were wanted.</summary>
internal static class ClassWeightWarnings
{
    private const int BinsShown = 3;

    public static IEnumerable<string> Of(ClassFactors factors, ClassWeights weights)
    {
        string bins = string.Create(CultureInfo.InvariantCulture, $"of {factors.Factors.Length} bins");
        if (!factors.EmptyBins.IsEmpty)
            yield return Say($"no entries in {factors.EmptyBins.Length} {bins}, where others are told by that", factors.EmptyBins);
        if (!factors.NonPositiveBins.IsEmpty)
            yield return Say($"weights add up to no positive number in {factors.NonPositiveBins.Length} {bins} and become 0",
                factors.NonPositiveBins);
        if (!factors.BinsWithoutReference.IsEmpty)
            yield return Say($"weights become 0 in {factors.BinsWithoutReference.Length} {bins} where the reference has none",
                factors.BinsWithoutReference);
        if (!factors.ClippedBins.IsEmpty)
            yield return Say($"factors are clipped in {factors.ClippedBins.Length} {bins}", factors.ClippedBins);
        if (factors.OutsideCount > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"Class {factors.Label}: {factors.OutsideCount} of ")
                + $"{factors.OutsideCount + factors.Counts.Sum()} entries lie outside the bins, their weights "
                + (weights.KeepsOutside ? "stay." : "become 0.");

        string Say(string what, ImmutableArray<int> which) =>
            string.Create(CultureInfo.InvariantCulture, $"Class {factors.Label}: {what}: ")
            + string.Join("; ", which.Take(BinsShown).Select(bin => Describe(weights.Axes, bin)))
            + (which.Length > BinsShown ? "; …" : ".");
    }

    private static string Describe(ImmutableArray<GridAxis> axes, int bin)
    {
        List<string> ranges = [];
        for (int i = axes.Length - 1; i >= 0; i--)
        {
            (bin, int cell) = Math.DivRem(bin, axes[i].Count);
            ranges.Insert(0, string.Create(CultureInfo.InvariantCulture,
                $"{axes[i].Column} in [{axes[i].GetEdge(cell):G6}, {axes[i].GetEdge(cell + 1):G6})"));
        }
        return string.Join(", ", ranges);
    }
}

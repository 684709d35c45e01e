using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>From sums of weights to the factors that bring them where they are wanted.</summary>
internal static class ClassWeightCalculation
{
    /// <summary>The factors of each class.</summary>
    /// <exception cref="PipelineException">There are no entries in the bins, or none of the reference class.</exception>
    public static ImmutableArray<ClassFactors> Run(ClassWeighting weighting, IReadOnlyList<ClassWeightCollector.Class> classes)
    {
        if (!classes.Any(c => c.Sums.Any(s => s > 0)))
            throw new PipelineException($"No bin has a positive sum of weights: {classes.Sum(c => c.Counts.Sum())} entries lie in bins, "
                + $"{classes.Sum(c => c.OutsideCount)} outside.");
        double[] wanted = weighting.Reference is { } label ? OfReference(weighting, classes, label) : Level(weighting, classes);
        return [.. classes.Select(c => Factors(weighting, c, wanted))];
    }

    /// <summary>The sum of weights in each bin of a class whose ratio is 1: of the reference as it is.</summary>
    private static double[] OfReference(ClassWeighting weighting, IReadOnlyList<ClassWeightCollector.Class> classes, double label)
    {
        ClassWeightCollector.Class reference = classes.FirstOrDefault(c => c.Label == label)
            ?? throw new PipelineException(FormattableString.Invariant($"The reference class {label} has no entries: ")
                + $"there are the classes {ClassWeights.List(classes.Select(c => c.Label))}.");
        return Array.ConvertAll(reference.Sums, sum => sum > 0 ? sum / RatioOf(weighting, label) : 0);
    }

    /// <summary>The same in each bin: as much as leaves the sum over all classes as it was, and so the mean weight.</summary>
    private static double[] Level(ClassWeighting weighting, IReadOnlyList<ClassWeightCollector.Class> classes)
    {
        double sum = 0, ratios = 0;
        foreach (ClassWeightCollector.Class c in classes)
            foreach (double content in c.Sums)
                if (content > 0) (sum, ratios) = (sum + content, ratios + RatioOf(weighting, c.Label));
        double[] wanted = new double[classes[0].Sums.Length];
        Array.Fill(wanted, sum / ratios);
        return wanted;
    }

    private static ClassFactors Factors(ClassWeighting weighting, ClassWeightCollector.Class found, double[] wanted)
    {
        double ratio = RatioOf(weighting, found.Label);
        double[] factors = new double[wanted.Length];
        List<int> clipped = [];
        for (int bin = 0; bin < factors.Length; bin++)
        {
            if (!(found.Sums[bin] > 0)) continue;
            // Finite in any case: the sum of a bin may be as small as a float64 can be.
            double factor = Math.Min(ratio * wanted[bin] / found.Sums[bin], float.MaxValue);
            if (factor > weighting.LargestFactor) clipped.Add(bin);
            factors[bin] = Math.Min(factor, weighting.LargestFactor);
        }
        return new ClassFactors(found.Label, [.. factors], [.. found.Sums], [.. found.Counts])
            { OutsideCount = found.OutsideCount, ClippedBins = [.. clipped] };
    }

    private static double RatioOf(ClassWeighting weighting, double label) => weighting.Ratios.Count == 0 ? 1 : weighting.Ratios[label];
}

using Hep.Jagged;

namespace Hep.Train;

/// <summary>The entries with their weights as the options want them; what is found for that comes from the training part alone.</summary>
/// <param name="Source">The entries; where anything was asked for, those that pass the cut.</param>
/// <param name="InBins">The factors of classes in bins; null: none were asked for.</param>
/// <param name="ByLabel">The factors of classes as wholes; null: none were asked for.</param>
internal sealed record WeighedData(IBatchSource Source, ClassWeights? InBins, ClassWeights? ByLabel)
{
    /// <summary>Takes the factors, in a pass for each kind that has to be found.</summary>
    /// <exception cref="TrainingException">A class has no positive sum of weights.</exception>
    /// <exception cref="PipelineException">Columns, labels or weights do not fit.</exception>
    public static async Task<WeighedData> PrepareAsync(IBatchSource data, FeatureSpecification features, TrainingOptions options,
        EntrySplit split, CancellationToken cancellationToken)
    {
        ClassWeights? inBins = null, byLabel = null;
        if (options.Reweight is { } reweight)
        {
            inBins = await ClassWeights.CollectAsync(data.SplitEntries(split).Training, features, reweight, cancellationToken)
                .ConfigureAwait(false);
            data = data.Reweight(inBins, features);
        }
        if (options.ClassWeights is { } wanted)
        {
            byLabel = wanted.IsBalanced
                ? await BalanceAsync(data.SplitEntries(split).Training, features, cancellationToken).ConfigureAwait(false)
                : ClassWeights.OfWholes(wanted.Factors);
            byLabel = byLabel.WithRemedy(wanted.IsBalanced ? "The training part has no entry of it."
                : "Give training.class_weights a number for it.");
            data = data.Reweight(byLabel, features);
        }
        return new WeighedData(options.Mixing is null ? data : data.Passing(features), inBins, byLabel);
    }

    private static async Task<ClassWeights> BalanceAsync(
        IBatchSource training, FeatureSpecification features, CancellationToken cancellationToken)
    {
        ClassWeights weights = await ClassWeights.CollectAsync(training, features, ClassWeighting.OfWholes, cancellationToken)
            .ConfigureAwait(false);
        if (weights.Classes.FirstOrDefault(c => c.Label != Math.Floor(c.Label)) is { } quantity)
            throw new TrainingException(FormattableString.Invariant($"training.class_weights: the label {quantity.Label} is a quantity, ")
                + "and no class: a regression has no classes, leave it out.");
        foreach (ClassFactors found in weights.Classes)
            if (!(found.Sums[0] > 0))
                throw new TrainingException(FormattableString.Invariant($"training.class_weights: the weights of class {found.Label} ")
                    + FormattableString.Invariant($"add up to {found.Sums[0]}: no factor brings it into balance. ")
                    + "Give the factors as numbers.");
        return weights;
    }
}

using System.Collections.Immutable;
using System.Globalization;

namespace Hep.Jagged;

/// <summary>
/// By what the weights of entries are multiplied, for each class and bin, and what it was found from. Taken from the training part in one
/// pass, kept as JSON, and applied by <see cref="Reweighting.Reweight(IBatchSource, ClassWeights)"/>. Immutable.
/// </summary>
public sealed class ClassWeights
{
    private const int BatchesAhead = 2;

    internal ClassWeights(ClassWeighting weighting, ImmutableArray<ClassFactors> classes) =>
        (Weighting, Axes, Classes) = (weighting, [.. weighting.Axes], classes);

    /// <summary>A factor for each class, whatever its entries are.</summary>
    internal static ClassWeights OfWholes(IReadOnlyDictionary<double, double> factors) =>
        new(ClassWeighting.OfWholes, [.. factors.OrderBy(f => f.Key).Select(f => new ClassFactors(f.Key, [f.Value], [1], [1]))]);

    /// <summary>The axes of the bins.</summary>
    public ImmutableArray<GridAxis> Axes { get; }

    /// <summary>The classes, by their labels.</summary>
    public ImmutableArray<ClassFactors> Classes { get; }

    /// <summary>Whether entries outside the bins keep their weight; else it becomes 0.</summary>
    public bool KeepsOutside => Weighting.KeepsOutside;
    /// <summary>What did not come out as it was wanted, a sentence each: empty bins, clipped factors, entries outside.</summary>
    public ImmutableArray<string> Warnings => [.. Classes.SelectMany(c => ClassWeightWarnings.Of(c, this))];

    /// <summary>Reads a source once, and finds the weights.</summary>
    /// <param name="source">
    /// The entries, with the column <see cref="DatasetColumns.Label"/>, and <see cref="DatasetColumns.Weight"/> where they do not count 1
    /// each. Negative weights are added as they are.
    /// </param>
    /// <param name="weighting">Bins, and what is wanted.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="ArgumentException">A number of the weighting cannot be.</exception>
    /// <exception cref="PipelineException">
    /// A column or expression does not fit (told before anything is read); a label is NaN or has no ratio, a weight is not finite; nothing
    /// lies in the bins, or nothing of the reference class.
    /// </exception>
    public static Task<ClassWeights> CollectAsync(
        IBatchSource source, ClassWeighting weighting, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(weighting);
        weighting.Check();
        return Core(new EntryClassifier(weighting.Axes, source.Schema));

        async Task<ClassWeights> Core(EntryClassifier classifier)
        {
            ClassWeightCollector collector = new(weighting, weighting.Axes.Aggregate(1, (product, axis) => product * axis.Count));
            await foreach (EntryBatch batch in source.WithColumns(classifier.Columns).ReadAsync(0, cancellationToken).Prefetch(BatchesAhead)
                .WithCancellation(cancellationToken).ConfigureAwait(false))
                using (batch)
                using (ClassifiedEntries entries = classifier.Read(batch)) collector.Add(batch, entries);
            return new ClassWeights(weighting, ClassWeightCalculation.Run(weighting, [.. collector.Classes]));
        }
    }

    /// <summary>
    /// The same over the entries that pass the cut of a specification; axes may use its definitions. It is what training and the tool do.
    /// </summary>
    /// <param name="source">As above.</param>
    /// <param name="features">Definitions and cut; the rest of it does not matter.</param>
    /// <param name="weighting">Bins, and what is wanted.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="ArgumentException">A number of the weighting cannot be.</exception>
    /// <exception cref="PipelineException">As above, or definitions or cut do not fit.</exception>
    public static Task<ClassWeights> CollectAsync(IBatchSource source, FeatureSpecification features, ClassWeighting weighting,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(weighting);
        ColumnScope scope = ChosenEntries.Use(source.Schema, features, weighting.Axes);
        return CollectAsync(ChosenEntries.Of(source, features, scope), weighting, cancellationToken);
    }

    /// <summary>Whether this is what was wanted when they were taken: bins, reference, ratios, bound, and what lies outside.</summary>
    public bool AreFor(ClassWeighting weighting)
    {
        ArgumentNullException.ThrowIfNull(weighting);
        return Weighting.Axes.SequenceEqual(weighting.Axes) && Weighting.Reference == weighting.Reference
            && Weighting.LargestFactor.Equals(weighting.LargestFactor) && KeepsOutside == weighting.KeepsOutside
            && Weighting.Ratios.OrderBy(r => r.Key).SequenceEqual(weighting.Ratios.OrderBy(r => r.Key));
    }

    /// <summary>By what the weight of an entry is multiplied.</summary>
    /// <param name="label">Its class.</param>
    /// <param name="values">A value for each axis.</param>
    /// <exception cref="ArgumentException">There are not as many values as axes.</exception>
    /// <exception cref="PipelineException">There is no such class.</exception>
    public double GetFactor(double label, params ReadOnlySpan<double> values)
    {
        if (values.Length != Axes.Length)
            throw new ArgumentException($"{Axes.Length} axes have as many values, not {values.Length}.", nameof(values));
        int bin = 0;
        for (int i = 0; i < values.Length && bin >= 0; i++)
            bin = Axes[i].GetCell(values[i]) is var cell && cell < 0 ? -1 : bin * Axes[i].Count + cell;
        return FactorIn(Find(label), bin);
    }

    /// <summary>The weights as JSON.</summary>
    public string ToJson() => ClassWeightsDocument.Write(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="PipelineException">The document does not fit; the message says where.</exception>
    public static ClassWeights FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return ClassWeightsDocument.Read(json);
    }

    /// <summary>What was wanted.</summary>
    internal ClassWeighting Weighting { get; }

    /// <summary>What helps where a class has none.</summary>
    internal string Remedy { get; init; } = "Take them from entries of all classes.";

    /// <summary>The same with other advice.</summary>
    internal ClassWeights WithRemedy(string remedy) => new(Weighting, Classes) { Remedy = remedy };

    /// <summary>The factor in a bin; −1: outside.</summary>
    internal double FactorIn(ClassFactors factors, int bin) => bin >= 0 ? factors.Factors[bin] : KeepsOutside ? 1 : 0;

    /// <summary>The class of a label.</summary>
    internal ClassFactors Find(double label)
    {
        foreach (ClassFactors factors in Classes)
            if (factors.Label == label) return factors;
        throw new PipelineException(string.Create(CultureInfo.InvariantCulture,
            $"There are no weights for class {label}: they are for the classes {List(Classes.Select(c => c.Label))}. ")
            + Remedy);
    }

    /// <summary>Labels in a message.</summary>
    internal static string List(IEnumerable<double> labels) =>
        string.Join(", ", labels.Select(l => l.ToString(CultureInfo.InvariantCulture)));
}

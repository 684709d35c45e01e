namespace Hep.Jagged;

/// <summary>Applies the weights of classes.</summary>
public static class Reweighting
{
    /// <summary>
    /// Multiplies <see cref="DatasetColumns.Weight"/>, which is 1 where it is absent, by the factor of each entry's class and bin. The
    /// column comes behind the others, as float32; no entry is dropped.
    /// </summary>
    /// <param name="source">The stream, with the columns of the axes and <see cref="DatasetColumns.Label"/>.</param>
    /// <param name="weights">The factors.</param>
    /// <exception cref="PipelineException">While reading: a column does not fit, or there are no weights for a class.</exception>
    public static IAsyncEnumerable<EntryBatch> Reweight(this IAsyncEnumerable<EntryBatch> source, ClassWeights weights)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(weights);
        return BatchTransform.Run(source, () => Begin(weights));
    }

    /// <summary>
    /// Multiplies <see cref="DatasetColumns.Weight"/>, which is 1 where it is absent, by the factor of each entry's class and bin. The
    /// column comes behind the others, as float32; no entry is dropped.
    /// </summary>
    /// <param name="source">The entries, with the columns of the axes and <see cref="DatasetColumns.Label"/>.</param>
    /// <param name="weights">The factors.</param>
    /// <exception cref="PipelineException">A column does not fit. While reading: there are no weights for a class.</exception>
    public static IBatchSource Reweight(this IBatchSource source, ClassWeights weights)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(weights);
        EntryClassifier classifier = new(weights.Axes, source.Schema);
        return new DerivedSource(source, () => Begin(weights), Weight)
            { Inputs = [.. classifier.Columns.Select(c => c.Name)] };
    }

    /// <summary>
    /// The same for the entries that pass the cut of a specification; the others are dropped, as they were when the weights were taken.
    /// Axes may use its definitions, which do not become columns.
    /// </summary>
    /// <param name="source">The entries.</param>
    /// <param name="weights">The factors.</param>
    /// <param name="features">Definitions and cut; the rest of it does not matter.</param>
    /// <exception cref="PipelineException">
    /// A column or expression does not fit. While reading: there are no weights for a class.
    /// </exception>
    public static IBatchSource Reweight(this IBatchSource source, ClassWeights weights, FeatureSpecification features)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(features);
        ColumnScope scope = ChosenEntries.Use(source.Schema, features, weights.Axes);
        return ChosenEntries.Of(source, features, scope).Reweight(weights)
            .WithColumns(new Schema(source.Schema.Where(c => c.Name != DatasetColumns.Weight).Append(Weight)));
    }

    private static ColumnSchema Weight { get; } = new(DatasetColumns.Weight, ElementType.Float32);

    private static Func<EntryBatch, EntryBatch?> Begin(ClassWeights weights)
    {
        PerSchema<(EntryClassifier Classifier, Schema Schema)> plan = new(schema => (new EntryClassifier(weights.Axes, schema),
            new Schema(schema.Where(c => c.Name != DatasetColumns.Weight).Append(Weight))));
        return batch =>
        {
            (EntryClassifier classifier, Schema schema) = plan.For(batch);
            SharedMemory<float> multiplied;
            using (ClassifiedEntries entries = classifier.Read(batch)) multiplied = Multiply(entries, weights);
            return new EntryBatch(schema, [.. batch.Columns.Where(c => c.Name != DatasetColumns.Weight).Select(c => c.Share()),
                new Column<float>(Weight, batch.EntryCount, multiplied)], batch.Identities.Share());
        };
    }

    private static SharedMemory<float> Multiply(ClassifiedEntries entries, ClassWeights weights)
    {
        ReadOnlySpan<double> labels = entries.Labels, before = entries.Weights;
        ReadOnlySpan<int> bins = entries.Bins;
        SharedMemory<float> memory = SharedMemory<float>.Rent(bins.Length);
        Span<float> after = memory.Span;
        ClassFactors? factors = null;
        for (int i = 0; i < after.Length; i++)
        {
            if (factors is null || factors.Label != labels[i]) factors = weights.Find(labels[i]);
            after[i] = (float)(weights.FactorIn(factors, bins[i]) * (before.IsEmpty ? 1 : before[i]));
        }
        return memory;
    }
}

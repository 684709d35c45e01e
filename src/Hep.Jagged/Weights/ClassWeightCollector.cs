namespace Hep.Jagged;

/// <summary>Adds up weights by class and bin.</summary>
internal sealed class ClassWeightCollector(ClassWeighting weighting, int binCount)
{
    private const int MaximumClasses = 1000;

    private readonly SortedDictionary<double, Class> _classes = [];
    private Class? _last;

    /// <summary>The classes that were met, by their labels.</summary>
    public IEnumerable<Class> Classes => _classes.Values;

    /// <summary>Adds the entries of a batch.</summary>
    /// <exception cref="PipelineException">A label is NaN, or a weight not finite, or there are too many labels for classes.</exception>
    public void Add(EntryBatch batch, ClassifiedEntries entries)
    {
        ReadOnlySpan<double> labels = entries.Labels, weights = entries.Weights;
        ReadOnlySpan<int> bins = entries.Bins;
        for (int i = 0; i < bins.Length; i++)
        {
            Class own = _last is { } last && last.Label == labels[i] ? last : Find(labels[i], batch, i);
            double weight = weights.IsEmpty ? 1 : weights[i];
            if (!double.IsFinite(weight))
                throw new PipelineException($"Entry {batch.Identities.Entries[i]} of {batch.Identities.SourceOf(i)} has the weight "
                    + $"{weight}: a finite one is needed. Filter such entries out, or define '{DatasetColumns.Weight}' otherwise.");
            if (bins[i] < 0) own.OutsideCount++;
            else
            {
                own.Sums[bins[i]] += weight;
                own.Counts[bins[i]]++;
            }
        }
    }

    private Class Find(double label, EntryBatch batch, int entry)
    {
        if (double.IsNaN(label))
            throw new PipelineException($"Entry {batch.Identities.Entries[entry]} of {batch.Identities.SourceOf(entry)} has the label NaN: "
                + "it is of no class. Filter such entries out.");
        if (!_classes.TryGetValue(label, out _last))
        {
            if (_classes.Count == MaximumClasses)
                throw new PipelineException($"'{DatasetColumns.Label}' has more than {MaximumClasses} values: these are no classes.");
            if (weighting.Ratios.Count > 0 && !weighting.Ratios.ContainsKey(label))
                throw new PipelineException(FormattableString.Invariant($"There is no ratio for class {label}: ")
                    + $"there are some for {ClassWeights.List(weighting.Ratios.Keys.Order())}.");
            _classes.Add(label, _last = new Class(label, binCount));
        }
        return _last;
    }

    /// <summary>What was found of a class.</summary>
    internal sealed class Class(double label, int binCount)
    {
        public double Label { get; } = label;

        public double[] Sums { get; } = new double[binCount];

        public long[] Counts { get; } = new long[binCount];

        public long OutsideCount { get; set; }
    }
}

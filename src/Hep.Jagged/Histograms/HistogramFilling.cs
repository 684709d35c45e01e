namespace Hep.Jagged;

/// <summary>Fills histograms from the entries of a source; of the source's columns only those that are needed are read.</summary>
public static class HistogramFilling
{
    private const int BatchesAhead = 2;

    /// <summary>Fills a quantity of all entries into the bins that a histogram has.</summary>
    /// <param name="histogram">Where it is counted, behind what was filled before.</param>
    /// <param name="source">The entries, which are read once.</param>
    /// <param name="quantity">What is filled.</param>
    /// <param name="progress">Is told how many entries are done.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="PipelineException">
    /// An expression does not fit the columns (told before anything is read), or lists that belong together differ in length.
    /// </exception>
    public static Task FillAsync(this Histogram histogram, IBatchSource source, HistogramQuantity quantity,
        IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(quantity);
        BoundQuantity bound = new(quantity, source.Schema);
        return ReadAsync(source, bound, Fill, new Steps(progress), cancellationToken);

        void Fill(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
        {
            if (weights.IsEmpty) histogram.FillAll(values);
            else histogram.FillAll(values, weights);
        }
    }

    /// <summary>
    /// A histogram of a quantity over its whole range: a first pass finds the range, a second one fills. Whole numbers that span less than
    /// 50 have a bin each, centred on them; other values get up to 50 bins of a round width, a whole one for whole numbers, between round
    /// ends. Infinities lie outside. The value is its label, the cut its title.
    /// </summary>
    /// <param name="source">The entries, which are read twice.</param>
    /// <param name="quantity">What is filled.</param>
    /// <param name="progress">Is told how many entries are done, over both passes together.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="PipelineException">As <see cref="FillAsync"/>, and where no value is finite.</exception>
    public static Task<Histogram> FillHistogramAsync(this IBatchSource source, HistogramQuantity quantity,
        IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(quantity);
        return Core(new BoundQuantity(quantity, source.Schema));

        async Task<Histogram> Core(BoundQuantity bound)
        {
            BinChoice bins = new();
            Steps steps = new(progress);
            await ReadAsync(source, bound, (values, _) => bins.Add(values), steps, cancellationToken).ConfigureAwait(false);
            Histogram histogram = bins.Choose(quantity);
            await histogram.FillAsync(source, quantity, steps.Behind(), cancellationToken).ConfigureAwait(false);
            return histogram;
        }
    }

    private static async Task ReadAsync(IBatchSource source, BoundQuantity quantity,
        Action<ReadOnlySpan<double>, ReadOnlySpan<double>> fill, Steps steps, CancellationToken cancellationToken)
    {
        await foreach (EntryBatch batch in source.WithColumns(quantity.Columns).ReadAsync(0, cancellationToken).Prefetch(BatchesAhead)
            .WithCancellation(cancellationToken).ConfigureAwait(false))
            using (batch)
            {
                quantity.Read(batch, fill);
                steps.Add(batch.EntryCount);
            }
    }

    private sealed class Steps(IProgress<long>? progress, long done = 0) : IProgress<long>
    {
        private readonly long _before = done;
        private long _done = done;

        public void Add(int entries) => progress?.Report(_done += entries);

        public void Report(long value) => progress?.Report(_before + value);

        /// <summary>The same for a pass after this one.</summary>
        public Steps Behind() => new(progress, _done);
    }
}

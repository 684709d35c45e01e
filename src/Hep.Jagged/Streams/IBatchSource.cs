namespace Hep.Jagged;

/// <summary>A stream of batches that can be read again: the files of a dataset, or anything a program wraps.</summary>
public interface IBatchSource
{
    /// <summary>The columns of every batch.</summary>
    Schema Schema { get; }

    /// <summary>The number of entries, where it is known without reading them.</summary>
    long? EntryCount { get; }

    /// <summary>
    /// Reads the entries once. The stream is cold; what it holds and in which order is a function of the source and the epoch,
    /// never of threads or time. Who receives a batch disposes it.
    /// </summary>
    /// <param name="epoch">Which pass this is, from 0: shuffling sources order each one anew.</param>
    /// <param name="cancellationToken">Ends the stream with <see cref="OperationCanceledException"/>.</param>
    IAsyncEnumerable<EntryBatch> ReadAsync(int epoch = 0, CancellationToken cancellationToken = default);

    /// <summary>
    /// The same batches from a place in the epoch on, each with the place behind it. What is given is what
    /// <see cref="ReadAsync(int, CancellationToken)"/> gives from there, to the bit. Entry operators read again what they hold at that
    /// place and no more; a source that does not know better reads from the beginning, and drops.
    /// </summary>
    /// <param name="epoch">Which pass this is, from 0: the one that the place is in.</param>
    /// <param name="from">A place that a source of the same entries, options and operators gave; null: the beginning.</param>
    /// <param name="cancellationToken">Ends the stream with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="PipelineException">At once or while reading: the place is one of another source.</exception>
    IAsyncEnumerable<PlacedBatch<EntryBatch>> ReadPlacedAsync(
        int epoch = 0, BatchPosition? from = null, CancellationToken cancellationToken = default) =>
        ReadAsync(epoch, cancellationToken).CountBatches(from, cancellationToken);

    /// <summary>
    /// The same entries with these columns alone, in this order. A source that reads columns one by one leaves the others unread.
    /// </summary>
    /// <param name="columns">Columns of <see cref="Schema"/>, which selects them by names and patterns, or by a predicate.</param>
    IBatchSource WithColumns(Schema columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return new SelectedSource(this, columns);
    }

    /// <summary>
    /// The same entries, mixed anew in each epoch. A source of files mixes over them; one that does not know better within a buffer.
    /// </summary>
    IBatchSource WithShuffle(ShuffleOptions shuffle)
    {
        ArgumentNullException.ThrowIfNull(shuffle);
        shuffle.Check();
        return this.ShuffleEntries(shuffle.Buffer, shuffle.Seed);
    }

    /// <summary>
    /// The entries of some sources of a dataset alone. A source of files leaves the files of the others unread; one that does not know
    /// better drops what it has read.
    /// </summary>
    /// <param name="sources">Their indices: <see cref="EntrySource.DatasetSource"/>.</param>
    IBatchSource WithSources(IReadOnlyList<int> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        return new DerivedSource(this, () => SourceChoice.Begin(sources)) { EntryCount = null };
    }

    /// <summary>
    /// One of several parts of each epoch that share no entry, for training on several ranks. A source of files reads its part alone, one
    /// that does not know better reads all and keeps some; either way parts have equally many entries, and fewer entries than there are
    /// parts are in none. Operators pass it on to the source before them: where they drop entries, parts differ by what they drop.
    /// </summary>
    /// <param name="rank">Which part, from 0.</param>
    /// <param name="count">How many parts there are.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
    IBatchSource WithShard(int rank, int count) => EntryShard.Of(this, rank, count);
}

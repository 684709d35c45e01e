namespace Hep.Jagged;

/// <summary>What an entry operator makes of a stream that can be begun at a place.</summary>
/// <param name="open">Begins the stream before it.</param>
/// <param name="epoch">The epoch.</param>
/// <param name="from">A place that the operator gave; null: the beginning.</param>
internal delegate IAsyncEnumerable<PlacedBatch<EntryBatch>> EntryOperator(Opening open, int epoch, BatchPosition? from);

/// <summary>
/// A source whose stream is made from that of another by an entry operator. Asked for fewer columns it asks the source before it for
/// those and for what its operator reads itself: a selection at the end of a chain reaches the files at its beginning, and a shuffle too.
/// </summary>
/// <param name="source">The source before.</param>
/// <param name="derive">The operator.</param>
/// <param name="defined">The column that the operator adds or replaces; null: none.</param>
internal sealed class DerivedSource(
    IBatchSource source, EntryOperator derive, ColumnSchema? defined = null) : IBatchSource
{
    /// <summary>A source whose batches become one other each, or none.</summary>
    /// <param name="source">The source before.</param>
    /// <param name="begin">Makes the step for an epoch.</param>
    /// <param name="defined">The column that it adds or replaces; null: none.</param>
    public DerivedSource(IBatchSource source, Func<Func<EntryBatch, EntryBatch?>> begin, ColumnSchema? defined = null)
        : this(source, (open, _, from) => BatchTransform.Run(open(from), begin), defined) { }

    public Schema Schema { get; } =
        defined is { } added ? new Schema([.. source.Schema.Where(c => c.Name != added.Name), added]) : source.Schema;

    public long? EntryCount { get; init; } = source.EntryCount;

    /// <summary>The columns that the operator reads, whoever else wants them.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    public IAsyncEnumerable<EntryBatch> ReadAsync(int epoch = 0, CancellationToken cancellationToken = default) =>
        ReadPlacedAsync(epoch, null, cancellationToken).Batches(cancellationToken);

    public IAsyncEnumerable<PlacedBatch<EntryBatch>> ReadPlacedAsync(
        int epoch = 0, BatchPosition? from = null, CancellationToken cancellationToken = default) =>
        derive(place => source.ReadPlacedAsync(epoch, place, cancellationToken), epoch, from);

    public IBatchSource WithColumns(Schema columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (defined is not null && !columns.TryGet(defined.Name, out _)) return source.WithColumns(columns);
        HashSet<string> needed = new(
            columns.Select(c => c.Name).Where(name => name != defined?.Name).Concat(Inputs), StringComparer.Ordinal);
        IBatchSource narrowed = needed.Count == source.Schema.Count ? source
            : source.WithColumns(new Schema(source.Schema.Where(c => needed.Contains(c.Name))));
        DerivedSource derived = new(narrowed, derive, defined) { EntryCount = EntryCount, Inputs = Inputs };
        return derived.Schema.Equals(columns) ? derived : new SelectedSource(derived, columns);
    }

    // Operators look at entries one by one, or at none: what was mixed before them is mixed behind them.
    public IBatchSource WithShuffle(ShuffleOptions shuffle) =>
        new DerivedSource(source.WithShuffle(shuffle), derive, defined) { EntryCount = EntryCount, Inputs = Inputs };

    public IBatchSource WithShard(int rank, int count)
    {
        IBatchSource shard = source.WithShard(rank, count);
        return new DerivedSource(shard, derive, defined) { EntryCount = EntryCount is null ? null : shard.EntryCount, Inputs = Inputs };
    }

    public IBatchSource WithSources(IReadOnlyList<int> sources) =>
        new DerivedSource(source.WithSources(sources), derive, defined) { EntryCount = null, Inputs = Inputs };
}

namespace Hep.Jagged;

/// <summary>Several sources of one schema, whose batches come in an order.</summary>
internal sealed class InterleavedSource : IBatchSource
{
    // Readings of one epoch that begin a source again are told apart as epochs that training does not reach.
    private const int EpochsApart = 1 << 20;

    private readonly IReadOnlyList<IBatchSource> _sources;
    private readonly Interleaving _order;
    private readonly double[] _shares;

    public InterleavedSource(IReadOnlyList<IBatchSource> sources, Interleaving order)
    {
        for (int i = 1; i < sources.Count; i++)
            if (!sources[i].Schema.Equals(sources[0].Schema))
                throw new PipelineException($"Source {i} has other columns than source 0: "
                    + $"[{string.Join(", ", sources[i].Schema)}] and [{string.Join(", ", sources[0].Schema)}].");
        (_sources, _order) = (sources, order);
        _shares = order.SharesOf(sources.Count, i => sources[i].EntryCount);
    }

    public Schema Schema => _sources[0].Schema;

    // Where it ends before or behind the last entry depends on the sizes of batches.
    public long? EntryCount =>
        _order.End == MixtureEnd.Last ? _sources.Aggregate((long?)0, (sum, source) => sum + source.EntryCount) : null;

    public IAsyncEnumerable<EntryBatch> ReadAsync(int epoch = 0, CancellationToken cancellationToken = default) =>
        ReadPlacedAsync(epoch, null, cancellationToken).Batches(cancellationToken);

    public IAsyncEnumerable<PlacedBatch<EntryBatch>> ReadPlacedAsync(
        int epoch = 0, BatchPosition? from = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        return InterleavedStreams.Run([.. _sources.Select(Open)], _order, _shares, from, cancellationToken);

        RepeatedOpening Open(IBatchSource source) => (reading, place) =>
            source.ReadPlacedAsync(unchecked(epoch + reading * EpochsApart) & int.MaxValue, place, cancellationToken);
    }

    // Batches come whole: only behind that their entries are mixed with each other.
    public IBatchSource WithShuffle(ShuffleOptions shuffle) => Of(s => s.WithShuffle(shuffle)).ShuffleEntries(shuffle.Buffer, shuffle.Seed);

    public IBatchSource WithColumns(Schema columns) => Of(s => s.WithColumns(columns));

    public IBatchSource WithShard(int rank, int count) => Of(s => s.WithShard(rank, count));

    private InterleavedSource Of(Func<IBatchSource, IBatchSource> change) => new([.. _sources.Select(change)], _order);
}

namespace Hep.Jagged;

/// <summary>The parts of a source, mixed entry by entry.</summary>
/// <param name="parts">The entries of each group, of one schema.</param>
/// <param name="weights">How often those of each come.</param>
/// <param name="end">When an epoch ends.</param>
internal sealed class MixedSource(IReadOnlyList<IBatchSource> parts, double[] weights, MixtureEnd end) : IBatchSource
{
    public Schema Schema => parts[0].Schema;

    public long? EntryCount => end == MixtureEnd.Last ? parts.Aggregate((long?)0, (sum, part) => sum + part.EntryCount) : null;

    public IAsyncEnumerable<EntryBatch> ReadAsync(int epoch = 0, CancellationToken cancellationToken = default) =>
        ReadPlacedAsync(epoch, null, cancellationToken).Batches(cancellationToken);

    public IAsyncEnumerable<PlacedBatch<EntryBatch>> ReadPlacedAsync(
        int epoch = 0, BatchPosition? from = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        return MixedEntries.Run([.. parts.Select(Open)], new EntryTurns(weights, end), from, cancellationToken);

        RepeatedOpening Open(IBatchSource part) =>
            (reading, place) => part.ReadPlacedAsync(EntryMixture.EpochOf(epoch, reading), place, cancellationToken);
    }

    public IBatchSource WithColumns(Schema columns) => Of(p => p.WithColumns(columns));

    /// <summary>
    /// Each part is mixed in itself, with an equal part of the buffer and of the open files: mixed behind that, windows would lose their
    /// shares.
    /// </summary>
    public IBatchSource WithShuffle(ShuffleOptions shuffle)
    {
        shuffle.Check();
        ShuffleOptions own = shuffle with
        {
            Buffer = Math.Max(1, shuffle.Buffer / parts.Count),
            Files = Math.Max(1, shuffle.Files / parts.Count),
        };
        return Of(p => p.WithShuffle(own));
    }

    public IBatchSource WithShard(int rank, int count) => Of(p => p.WithShard(rank, count));

    private MixedSource Of(Func<IBatchSource, IBatchSource> change) => new([.. parts.Select(change)], weights, end);
}

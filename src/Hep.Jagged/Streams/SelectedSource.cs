namespace Hep.Jagged;

/// <summary>Some columns of another source, in an order of their own.</summary>
internal sealed class SelectedSource(IBatchSource source, Schema columns) : IBatchSource
{
    public Schema Schema => columns;

    public long? EntryCount => source.EntryCount;

    public IAsyncEnumerable<EntryBatch> ReadAsync(int epoch = 0, CancellationToken cancellationToken = default) =>
        ReadPlacedAsync(epoch, null, cancellationToken).Batches(cancellationToken);

    public IAsyncEnumerable<PlacedBatch<EntryBatch>> ReadPlacedAsync(
        int epoch = 0, BatchPosition? from = null, CancellationToken cancellationToken = default) =>
        BatchTransform.Run(source.ReadPlacedAsync(epoch, from, cancellationToken),
            () => ColumnSelection.Begin([.. columns.Select(c => c.Name)]), cancellationToken);

    public IBatchSource WithShuffle(ShuffleOptions shuffle) => new SelectedSource(source.WithShuffle(shuffle), columns);

    public IBatchSource WithShard(int rank, int count) => new SelectedSource(source.WithShard(rank, count), columns);

    public IBatchSource WithSources(IReadOnlyList<int> sources) => new SelectedSource(source.WithSources(sources), columns);

    public IBatchSource WithColumns(Schema columns) => source.WithColumns(columns);
}

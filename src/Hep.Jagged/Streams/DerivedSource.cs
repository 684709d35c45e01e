namespace Hep.Jagged;

/// <summary>A source whose stream is made from that of another.</summary>
internal sealed class DerivedSource(
    IBatchSource source, Schema schema, long? entryCount, Func<IAsyncEnumerable<EntryBatch>, int, IAsyncEnumerable<EntryBatch>> derive)
    : IBatchSource
{
    public Schema Schema => schema;

    public long? EntryCount => entryCount;

    public IAsyncEnumerable<EntryBatch> ReadAsync(int epoch = 0, CancellationToken cancellationToken = default) =>
        derive(source.ReadAsync(epoch, cancellationToken), epoch);
}

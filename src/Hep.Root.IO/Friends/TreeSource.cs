using System.Runtime.CompilerServices;
using Hep.Jagged;

namespace Hep.Root.IO.Friends;

/// <summary>A tree as a source: some of its columns, over a range of its entries.</summary>
internal sealed class TreeSource(RootTree tree, Schema schema, ReadOptions options) : IBatchSource
{
    private const string PlaceKind = "tree";

    public Schema Schema => schema;

    public long? EntryCount => Math.Max(0, Math.Min(options.EndEntry ?? long.MaxValue, tree.CommonEntries) - options.FirstEntry);

    public IAsyncEnumerable<EntryBatch> ReadAsync(int epoch = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        return tree.ReadBatchesAsync([.. schema.Select(c => c.Name)], options, cancellationToken);
    }

    public IAsyncEnumerable<PlacedBatch<EntryBatch>> ReadPlacedAsync(
        int epoch = 0, BatchPosition? from = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        // With a cut nobody knows which entry comes behind the last that passed.
        return options.Where is null ? Core(cancellationToken) : ReadAsync(epoch, cancellationToken).CountBatches(from, cancellationToken);

        async IAsyncEnumerable<PlacedBatch<EntryBatch>> Core([EnumeratorCancellation] CancellationToken ct = default)
        {
            long next = Math.Max(options.FirstEntry, from?.NumbersOf(PlaceKind, 1, 0)[0] ?? 0);
            if (next >= options.FirstEntry + EntryCount) yield break;
            IAsyncEnumerable<EntryBatch> batches = tree.ReadBatchesAsync(
                [.. schema.Select(c => c.Name)], options with { FirstEntry = next }, ct);
            await foreach (EntryBatch batch in batches.ConfigureAwait(false))
                yield return new(batch, new BatchPosition(PlaceKind, [next += batch.EntryCount]));
        }
    }

    public IBatchSource WithColumns(Schema columns) => new TreeSource(tree, columns, options);
}

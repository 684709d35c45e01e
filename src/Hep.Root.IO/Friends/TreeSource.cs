using Hep.Jagged;

namespace Hep.Root.IO.Friends;

/// <summary>A tree as a source: some of its columns, over a range of its entries.</summary>
internal sealed class TreeSource(RootTree tree, Schema schema, ReadOptions options) : IBatchSource
{
    public Schema Schema => schema;

    public long? EntryCount => Math.Max(0, Math.Min(options.EndEntry ?? long.MaxValue, tree.CommonEntries) - options.FirstEntry);

    public IAsyncEnumerable<EntryBatch> ReadAsync(int epoch = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        return tree.ReadBatchesAsync([.. schema.Select(c => c.Name)], options, cancellationToken);
    }

    public IBatchSource WithColumns(Schema columns) => new TreeSource(tree, columns, options);
}

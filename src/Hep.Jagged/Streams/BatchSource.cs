using System.Runtime.CompilerServices;

namespace Hep.Jagged;

/// <summary>A source over batches in memory: for notebooks, tests, and events that a program made.</summary>
public sealed class BatchSource : IBatchSource, IDisposable
{
    private readonly EntryBatch[] _batches;

    private BatchSource(EntryBatch[] batches)
    {
        for (int i = 1; i < batches.Length; i++)
            if (!batches[i].Schema.Equals(batches[0].Schema))
                throw new ArgumentException($"Batch {i} has other columns than batch 0.", nameof(batches));
        _batches = batches;
        Schema = batches[0].Schema;
    }

    /// <summary>A source of these batches, which it takes over.</summary>
    /// <exception cref="ArgumentException">There is none, or they have different columns.</exception>
    public static BatchSource From(params IReadOnlyList<EntryBatch> batches)
    {
        ArgumentOutOfRangeException.ThrowIfZero(batches.Count, nameof(batches));
        return new BatchSource([.. batches]);
    }

    /// <summary>A source of one batch of these columns, which it takes over; entries are numbered from 0 and belong to no file.</summary>
    /// <exception cref="ArgumentException">There is none, they differ in length, or two have one name.</exception>
    public static BatchSource From(params IReadOnlyList<Column> columns)
    {
        ArgumentOutOfRangeException.ThrowIfZero(columns.Count, nameof(columns));
        return new BatchSource([new EntryBatch(columns, EntryIdentities.Range(EntrySource.None, 0, columns[0].EntryCount))]);
    }

    /// <inheritdoc/>
    public Schema Schema { get; }

    /// <inheritdoc/>
    public long? EntryCount => _batches.Sum(b => (long)b.EntryCount);

    /// <inheritdoc/>
    public IAsyncEnumerable<EntryBatch> ReadAsync(int epoch = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        return Core(cancellationToken);

        async IAsyncEnumerable<EntryBatch> Core([EnumeratorCancellation] CancellationToken ct = default)
        {
            foreach (EntryBatch batch in _batches)
            {
                ct.ThrowIfCancellationRequested();
                yield return batch.Share();
            }
            await Task.CompletedTask.ConfigureAwait(false);   // nothing here waits
        }
    }

    /// <summary>Gives the batches back; what was read from them stays whole.</summary>
    public void Dispose()
    {
        foreach (EntryBatch batch in _batches) batch.Dispose();
    }
}

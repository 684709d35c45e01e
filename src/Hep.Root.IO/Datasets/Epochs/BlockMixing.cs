using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Hep.Jagged;

namespace Hep.Root.IO.Datasets.Epochs;

/// <summary>Puts the entries of each block into its order.</summary>
internal static class BlockMixing
{
    /// <summary>The entries of each block, with the number of those of the epoch up to its end.</summary>
    /// <param name="blocks">The blocks; planned ahead, on another thread, by what reads their units.</param>
    /// <param name="read">Reads the entries of units, one after the other.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public static async IAsyncEnumerable<(EntryBatch Batch, long End)> Run(
        IAsyncEnumerable<MixedBlock> blocks, Func<IAsyncEnumerable<ReadUnit>, IAsyncEnumerable<ReadPart>> read,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ConcurrentQueue<MixedBlock> planned = new();
        List<EntryBatch> parts = [];
        int held = 0, lost = 0;
        try
        {
            await foreach (ReadPart part in read(Units()).WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                if (part.Batch is { } batch) parts.Add(batch);
                held += part.Batch?.EntryCount ?? 0;
                lost += (int)part.Lost;
                if (!planned.TryPeek(out MixedBlock? block)) throw new InvalidOperationException("More entries than the plan has.");
                if (held + lost < block.EntryCount) continue;
                planned.TryDequeue(out _);
                EntryBatch? mixed = held == 0 ? null : EntryBatch.Take(parts, block.Order(lost));
                Drop();
                if (mixed is not null) yield return (mixed, block.End);
            }
        }
        finally
        {
            Drop();
        }

        async IAsyncEnumerable<ReadUnit> Units()
        {
            await foreach (MixedBlock block in blocks.ConfigureAwait(false))
            {
                planned.Enqueue(block);
                foreach (ReadUnit unit in block.Units) yield return unit;
            }
        }

        void Drop()
        {
            parts.ForEach(p => p.Dispose());
            parts.Clear();
            held = lost = 0;
        }
    }
}

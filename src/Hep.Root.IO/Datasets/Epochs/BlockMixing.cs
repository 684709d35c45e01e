using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Hep.Jagged;

namespace Hep.Root.IO.Datasets.Epochs;

/// <summary>Puts the entries of each block into its order.</summary>
internal static class BlockMixing
{
    /// <param name="blocks">The blocks; planned ahead, on another thread, by what reads their units.</param>
    /// <param name="read">Reads the entries of units, one after the other.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public static async IAsyncEnumerable<EntryBatch> Run(
        IEnumerable<MixedBlock> blocks, Func<IEnumerable<ReadUnit>, IAsyncEnumerable<EntryBatch>> read,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ConcurrentQueue<MixedBlock> planned = new();
        List<EntryBatch> parts = [];
        int held = 0;
        try
        {
            await foreach (EntryBatch batch in read(Units()).WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                parts.Add(batch);
                held += batch.EntryCount;
                if (!planned.TryPeek(out MixedBlock? block)) throw new InvalidOperationException("More entries than the plan has.");
                if (held < block.EntryCount) continue;
                planned.TryDequeue(out _);
                using EntryBatch joined = EntryBatch.Concat(parts);
                Drop();
                yield return joined.Take(block.Order());
            }
        }
        finally
        {
            Drop();
        }

        IEnumerable<ReadUnit> Units()
        {
            foreach (MixedBlock block in blocks)
            {
                planned.Enqueue(block);
                foreach (ReadUnit unit in block.Units) yield return unit;
            }
        }

        void Drop()
        {
            parts.ForEach(p => p.Dispose());
            parts.Clear();
            held = 0;
        }
    }
}

using System.Runtime.CompilerServices;
using Hep.Jagged;

namespace Hep.Root.IO.Datasets.Epochs;

/// <summary>Puts the entries of each block into its order.</summary>
internal static class BlockMixing
{
    /// <param name="batches">The entries of the blocks' units, one after the other.</param>
    /// <param name="blocks">The blocks.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public static async IAsyncEnumerable<EntryBatch> Run(IAsyncEnumerable<EntryBatch> batches, IEnumerable<MixedBlock> blocks,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<EntryBatch> parts = [];
        int held = 0;
        using IEnumerator<MixedBlock> next = blocks.GetEnumerator();
        try
        {
            await foreach (EntryBatch batch in batches.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                parts.Add(batch);
                held += batch.EntryCount;
                if (parts.Count == 1 && !next.MoveNext()) throw new InvalidOperationException("More entries than the plan has.");
                if (held < next.Current.EntryCount) continue;
                using EntryBatch joined = EntryBatch.Concat(parts);
                Drop();
                yield return joined.Take(next.Current.Order());
            }
        }
        finally
        {
            Drop();
        }

        void Drop()
        {
            parts.ForEach(p => p.Dispose());
            parts.Clear();
            held = 0;
        }
    }
}

using System.Runtime.CompilerServices;

namespace Hep.Jagged;

/// <summary>Cuts and joins batches to one size.</summary>
internal static class Rebatching
{
    /// <summary>
    /// Batches of <paramref name="entries"/> entries; the last may be shorter. Values are copied only where batches are joined.
    /// </summary>
    public static async IAsyncEnumerable<EntryBatch> Run(
        IAsyncEnumerable<EntryBatch> source, int entries, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<EntryBatch> parts = [];
        int held = 0;
        try
        {
            await foreach (EntryBatch batch in source.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                using EntryBatch whole = batch;
                for (int at = 0; at < whole.EntryCount;)
                {
                    int count = Math.Min(entries - held, whole.EntryCount - at);
                    parts.Add(whole.Slice(at, count));
                    (at, held) = (at + count, held + count);
                    if (held < entries) continue;
                    held = 0;
                    yield return Join(parts);
                }
            }
            if (parts.Count > 0) yield return Join(parts);
        }
        finally
        {
            parts.ForEach(p => p.Dispose());
        }
    }

    /// <summary>One batch of all parts, which are given up; the list is empty afterwards.</summary>
    public static EntryBatch Join(List<EntryBatch> parts)
    {
        EntryBatch joined = parts.Count == 1 ? parts[0].Share() : EntryBatch.Concat(parts);
        parts.ForEach(p => p.Dispose());
        parts.Clear();
        return joined;
    }
}

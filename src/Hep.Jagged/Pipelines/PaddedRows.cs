using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>Chooses and joins rows of padded batches; everything is copied.</summary>
internal static class PaddedRows
{
    /// <summary>The rows at these places, in this order.</summary>
    public static PaddedContent Take(PaddedContent batch, ReadOnlySpan<int> rows)
    {
        int count = batch.Identities.Count;
        SharedMemory<int>[] lengths = new SharedMemory<int>[batch.Lengths.Length];
        for (int i = 0; i < lengths.Length; i++) lengths[i] = Gather(batch.Lengths[i], rows, count);
        Dictionary<string, SharedMemory<int>> innerLengths = new(StringComparer.Ordinal);
        foreach ((string column, SharedMemory<int> inner) in batch.InnerLengths) innerLengths.Add(column, Gather(inner, rows, count));
        return new PaddedContent
        {
            Cells = batch.Cells,
            Collections = batch.Collections,
            Tokens = batch.Tokens,
            Features = Gather(batch.Features, rows, count),
            Mask = Gather(batch.Mask, rows, count),
            Lengths = lengths,
            InnerLengths = innerLengths,
            Truncations = [],
            TargetCount = batch.TargetCount,
            Labels = Gather(batch.Labels, rows, count),
            Weights = Gather(batch.Weights, rows, count),
            Selected = Gather(batch.Selected, rows, count),
            Identities = batch.Identities.Take(rows),
            Grids = batch.Grids.Take(rows, count),
        };
    }

    /// <summary>The same entries, in which some cells have the values and marks that they have in other entries.</summary>
    /// <param name="batch">The entries.</param>
    /// <param name="cells">Which cells.</param>
    /// <param name="rows">For each entry the one that it takes them from.</param>
    public static PaddedContent Exchange(PaddedContent batch, ReadOnlySpan<int> cells, ReadOnlySpan<int> rows)
    {
        int width = batch.Cells.Length;
        PaddedContent exchanged = Copy(batch);
        for (int row = 0; row < rows.Length; row++)
            foreach (int cell in cells)
            {
                exchanged.Features.Span[row * width + cell] = batch.Features.Span[rows[row] * width + cell];
                exchanged.Mask.Span[row * width + cell] = batch.Mask.Span[rows[row] * width + cell];
            }
        return exchanged;
    }

    /// <summary>The same entries, in which the cells of one channel of a grid are those of other entries.</summary>
    /// <param name="batch">The entries.</param>
    /// <param name="grid">Which of the arrays.</param>
    /// <param name="channel">Which of its channels.</param>
    /// <param name="rows">For each entry the one that it takes them from.</param>
    public static PaddedContent ExchangeGrid(PaddedContent batch, int grid, int channel, ReadOnlySpan<int> rows)
    {
        GridLayout layout = batch.Grids.Layouts[grid];
        int width = layout.CellCount, cells = layout.XCount * layout.YCount, first = channel * cells;
        PaddedContent exchanged = Copy(batch);
        ReadOnlySpan<float> from = batch.Grids.Arrays[grid].Span;
        Span<float> to = exchanged.Grids.Arrays[grid].Span;
        for (int row = 0; row < rows.Length; row++)
            from.Slice(rows[row] * width + first, cells).CopyTo(to[(row * width + first)..]);
        return exchanged;
    }

    /// <summary>The rows of batches with the same cells, one batch after the other.</summary>
    public static PaddedContent Concat(IReadOnlyList<PaddedContent> batches)
    {
        PaddedContent first = batches[0];
        foreach (PaddedContent other in batches)
            if (other.TargetCount != first.TargetCount || !other.Cells.AsSpan().SequenceEqual(first.Cells.AsSpan())
                || !other.Grids.IsLike(first.Grids))
                throw new PipelineException("Batches of different cells, grids or targets cannot be joined.");
        return new PaddedContent
        {
            Cells = first.Cells,
            Collections = first.Collections,
            Tokens = first.Tokens,
            Features = Concat(batches, b => b.Features),
            Mask = Concat(batches, b => b.Mask),
            Lengths = [.. first.Lengths.Select((_, i) => Concat(batches, b => b.Lengths[i]))],
            InnerLengths = first.InnerLengths.Keys.ToDictionary(column => column, column =>
                Concat(batches, b => b.InnerLengths[column]), StringComparer.Ordinal),
            Truncations = Sum([.. batches.Select(b => b.Truncations).Where(t => t.Length > 0)]),
            TargetCount = first.TargetCount,
            Labels = Concat(batches, b => b.Labels),
            Weights = Concat(batches, b => b.Weights),
            Selected = Concat(batches, b => b.Selected),
            Identities = EntryIdentities.Concat([.. batches.Select(b => b.Identities)]),
            Grids = GridContent.Concat(batches),
        };
    }

    private static PaddedContent Copy(PaddedContent batch) => Take(batch, [.. Enumerable.Range(0, batch.Identities.Count)]);

    /// <summary>By place, as a collection and the inner lists of its column may have one name; taken rows have none.</summary>
    private static ImmutableArray<Truncation> Sum(IReadOnlyList<ImmutableArray<Truncation>> all) =>
        all.Count == 0 ? [] : [.. all[0].Select((t, i) => new Truncation(t.Name, all.Sum(a => a[i].Lists), all.Sum(a => a[i].Elements)))];

    internal static SharedMemory<T> Gather<T>(SharedMemory<T> values, ReadOnlySpan<int> rows, int rowCount) where T : unmanaged =>
        Ranges.Gather<T>(values.Span, rows, rowCount);

    internal static SharedMemory<T> Concat<T>(IReadOnlyList<PaddedContent> batches, Func<PaddedContent, SharedMemory<T>> part)
        where T : unmanaged
    {
        int length = 0;
        foreach (PaddedContent batch in batches) length = checked(length + part(batch).Length);
        SharedMemory<T> joined = SharedMemory<T>.Rent(length);
        int at = 0;
        foreach (PaddedContent batch in batches)
        {
            part(batch).Span.CopyTo(joined.Span[at..]);
            at += part(batch).Length;
        }
        return joined;
    }
}

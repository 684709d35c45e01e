namespace Hep.Jagged;

/// <summary>Counts how many entries of a source or stream pass a row of cuts.</summary>
public static class CutFlowCounting
{
    private const int BatchesAhead = 2;

    /// <summary>Reads a source once, and of it only the columns that cuts and weight need.</summary>
    /// <param name="source">The entries.</param>
    /// <param name="cuts">The cuts in order; names differ.</param>
    /// <param name="weight">An expression with the weight of each entry. Null: each counts 1.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="PipelineException">
    /// An expression does not fit the columns, or has a value for each object: told before anything is read.
    /// </exception>
    public static Task<CutFlow> CutFlowAsync(this IBatchSource source, IReadOnlyList<NamedCut> cuts, string? weight = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        CutFlow flow = new(cuts, weight);
        _ = new BoundCutFlow(flow, source.Schema);
        HashSet<string> needed = [.. cuts.SelectMany(c => c.Cut.Columns), .. flow.Weight?.Columns ?? []];
        IBatchSource narrowed =
            needed.Count == 0 ? source : source.WithColumns(new Schema(source.Schema.Where(c => needed.Contains(c.Name))));
        return CountAsync(narrowed.ReadAsync(0, cancellationToken).Prefetch(BatchesAhead), flow, cancellationToken);
    }

    /// <summary>Reads a stream to its end, and disposes its batches.</summary>
    /// <param name="source">The entries.</param>
    /// <param name="cuts">The cuts in order; names differ.</param>
    /// <param name="weight">An expression with the weight of each entry. Null: each counts 1.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="PipelineException">An expression does not fit the columns, or has a value for each object.</exception>
    public static Task<CutFlow> CutFlowAsync(this IAsyncEnumerable<EntryBatch> source, IReadOnlyList<NamedCut> cuts, string? weight = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return CountAsync(source, new CutFlow(cuts, weight), cancellationToken);
    }

    /// <summary>
    /// Keeps the entries that pass all cuts of a report, which counts what is read, behind what it counted before; a batch of which
    /// nothing remains is left out.
    /// </summary>
    /// <exception cref="PipelineException">
    /// While reading: an expression does not fit the columns, or has a value for each object.
    /// </exception>
    public static IAsyncEnumerable<EntryBatch> Filter(this IAsyncEnumerable<EntryBatch> source, CutFlow cuts)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(cuts);
        return BatchTransform.Run(source, () =>
        {
            PerSchema<BoundCutFlow> bound = new(schema => new BoundCutFlow(cuts, schema));
            return batch => bound.For(batch).Pass(batch);
        });
    }

    private static async Task<CutFlow> CountAsync(IAsyncEnumerable<EntryBatch> source, CutFlow flow, CancellationToken cancellationToken)
    {
        PerSchema<BoundCutFlow> bound = new(schema => new BoundCutFlow(flow, schema));
        await foreach (EntryBatch batch in source.WithCancellation(cancellationToken).ConfigureAwait(false))
            using (batch)
            {
                cancellationToken.ThrowIfCancellationRequested();
                bound.For(batch).Count(batch);
            }
        return flow;
    }
}

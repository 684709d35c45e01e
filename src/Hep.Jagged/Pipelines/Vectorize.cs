using System.Runtime.CompilerServices;

namespace Hep.Jagged;

/// <summary>From entries to the input of networks.</summary>
public static class Vectorization
{
    /// <summary>Cells of one padded batch, and values of its grids: 1 GiB of features. Longer batches come in parts.</summary>
    private const int MaximumCells = 1 << 28;

    /// <summary>
    /// Reads a source once and applies a pipeline to its batches. Of the source's columns those are read that the pipeline needs, label
    /// and weight, and
    /// what the source's own operators look at. Who receives a batch disposes it.
    /// </summary>
    /// <param name="source">The entries.</param>
    /// <param name="pipeline">What turns entries into rows.</param>
    /// <param name="epoch">Which pass this is, from 0.</param>
    /// <param name="cancellationToken">Ends the stream with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="PipelineException">The source lacks a column that the pipeline needs.</exception>
    public static IAsyncEnumerable<PaddedBatch> Vectorize(
        this IBatchSource source, FeaturePipeline pipeline, int epoch = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(pipeline);
        HashSet<string> needed = new(pipeline.InputSchema.Select(c => source.Schema[c.Name].Name), StringComparer.Ordinal)
            { DatasetColumns.Label, DatasetColumns.Weight };
        return source.WithColumns(new Schema(source.Schema.Where(c => needed.Contains(c.Name))))
            .ReadAsync(epoch, cancellationToken).Vectorize(pipeline, cancellationToken);
    }

    /// <summary>
    /// Applies a pipeline to each batch of a stream: the entries that pass its cut, as rows of cells. Who receives a batch disposes it; the
    /// source's batches are disposed here.
    /// </summary>
    /// <param name="source">The entries; their columns hold what the pipeline's <see cref="FeaturePipeline.InputSchema"/> asks for.</param>
    /// <param name="pipeline">What turns entries into rows.</param>
    /// <param name="cancellationToken">Ends the stream with <see cref="OperationCanceledException"/>.</param>
    public static IAsyncEnumerable<PaddedBatch> Vectorize(
        this IAsyncEnumerable<EntryBatch> source, FeaturePipeline pipeline, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(pipeline);
        return Core(source, pipeline, cancellationToken);

        static async IAsyncEnumerable<PaddedBatch> Core(
            IAsyncEnumerable<EntryBatch> source, FeaturePipeline pipeline, [EnumeratorCancellation] CancellationToken ct = default)
        {
            int rows = Math.Max(1, MaximumCells / (int)Math.Max(Math.Max(pipeline.CellCount, pipeline.Grid?.CellCount ?? 0), 1));
            await foreach (EntryBatch batch in source.WithCancellation(ct).ConfigureAwait(false))
            {
                using (batch)
                    for (int start = 0; start < batch.EntryCount; start += rows)
                    {
                        ct.ThrowIfCancellationRequested();
                        if (batch.EntryCount <= rows)
                        {
                            yield return pipeline.Apply(batch);
                            break;
                        }
                        using EntryBatch part = batch.Slice(start, Math.Min(rows, batch.EntryCount - start));
                        yield return pipeline.Apply(part);
                    }
            }
        }
    }
}

using System.Runtime.CompilerServices;

namespace Hep.Jagged;

/// <summary>From entries to the input of networks.</summary>
public static class Vectorization
{
    /// <summary>Cells of one padded batch: 1 GiB of features. Longer batches come in parts.</summary>
    private const int MaximumCells = 1 << 28;

    /// <summary>
    /// Applies a pipeline to each batch of a stream: the entries that pass its cut, as rows of cells. Who receives a
    /// batch disposes it; the source's batches are disposed here.
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
            int rows = Math.Max(1, MaximumCells / Math.Max(pipeline.CellCount, 1));
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

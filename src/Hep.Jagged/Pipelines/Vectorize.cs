using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

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
    /// <param name="threads">How many batches are worked on at once, while the next is read; order and content stay the same.</param>
    /// <param name="cancellationToken">Ends the stream with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="PipelineException">The source lacks a column that the pipeline needs.</exception>
    public static IAsyncEnumerable<PaddedBatch> Vectorize(this IBatchSource source, FeaturePipeline pipeline, int epoch = 0,
        int threads = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(pipeline);
        return source.WithColumnsOf(pipeline).ReadAsync(epoch, cancellationToken).Vectorize(pipeline, threads, cancellationToken);
    }

    /// <summary>The same entries with the columns that a pipeline needs, label and weight.</summary>
    /// <exception cref="PipelineException">The source lacks a column that the pipeline needs.</exception>
    internal static IBatchSource WithColumnsOf(this IBatchSource source, FeaturePipeline pipeline)
    {
        HashSet<string> needed = new(pipeline.InputSchema.Select(c => source.Schema[c.Name].Name), StringComparer.Ordinal)
            { DatasetColumns.Label, DatasetColumns.Weight };
        return source.WithColumns(new Schema(source.Schema.Where(c => needed.Contains(c.Name))));
    }

    /// <summary>
    /// Applies a pipeline to each batch of a stream: the entries that pass its cut, as rows of cells. Who receives a batch disposes it; the
    /// source's batches are disposed here.
    /// </summary>
    /// <param name="source">The entries; their columns hold what the pipeline's <see cref="FeaturePipeline.InputSchema"/> asks for.</param>
    /// <param name="pipeline">What turns entries into rows.</param>
    /// <param name="threads">How many batches are worked on at once, while the next is read; order and content stay the same.</param>
    /// <param name="cancellationToken">Ends the stream with <see cref="OperationCanceledException"/>.</param>
    public static IAsyncEnumerable<PaddedBatch> Vectorize(this IAsyncEnumerable<EntryBatch> source, FeaturePipeline pipeline,
        int threads = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        int rows = Math.Max(1, MaximumCells / (int)Math.Max(Math.Max(pipeline.CellCount, pipeline.Grid?.CellCount ?? 0), 1));
        return threads == 1
            ? ApplyHere(source, pipeline, rows, cancellationToken)
            : ApplyAhead(source, pipeline, rows, threads, cancellationToken);
    }

    private static async IAsyncEnumerable<PaddedBatch> ApplyHere(
        IAsyncEnumerable<EntryBatch> source, FeaturePipeline pipeline, int rows, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await foreach (EntryBatch part in Parts(source, rows, ct).ConfigureAwait(false))
            using (part) yield return pipeline.Apply(part);
    }

    private static async IAsyncEnumerable<PaddedBatch> ApplyAhead(IAsyncEnumerable<EntryBatch> source, FeaturePipeline pipeline, int rows,
        int threads, [EnumeratorCancellation] CancellationToken ct = default)
    {
        Queue<Task<PaddedBatch>> working = new(threads);
        ExceptionDispatchInfo? failure = null;
        IAsyncEnumerator<EntryBatch> parts = Parts(source, rows, ct).GetAsyncEnumerator(ct);
        await using ConfiguredAsyncDisposable ending = parts.ConfigureAwait(false);
        try
        {
            for (bool isOver = false; !isOver || working.Count > 0;)
            {
                if (isOver || working.Count == threads)
                {
                    yield return await working.Dequeue().ConfigureAwait(false);
                    continue;
                }
                (isOver, failure) = await MoveAsync(parts).ConfigureAwait(false);
                if (isOver) continue;
                EntryBatch part = parts.Current;
                working.Enqueue(Task.Run(() => Apply(part), CancellationToken.None));
            }
            failure?.Throw();                           // behind what was read before it
        }
        finally
        {
            while (working.TryDequeue(out Task<PaddedBatch>? left))
            {
                await ((Task)left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (left.IsCompletedSuccessfully) (await left.ConfigureAwait(false)).Dispose();
            }
        }

        PaddedBatch Apply(EntryBatch part)
        {
            using (part) return pipeline.Apply(part);
        }
    }

    private static async ValueTask<(bool IsOver, ExceptionDispatchInfo? Failure)> MoveAsync(IAsyncEnumerator<EntryBatch> parts)
    {
        try
        {
            return (!await parts.MoveNextAsync().ConfigureAwait(false), null);
        }
        catch (Exception failure)
        {
            return (true, ExceptionDispatchInfo.Capture(failure));
        }
    }

    // Who receives a part disposes it.
    private static async IAsyncEnumerable<EntryBatch> Parts(
        IAsyncEnumerable<EntryBatch> source, int rows, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await foreach (EntryBatch batch in source.WithCancellation(ct).ConfigureAwait(false))
        {
            if (batch.EntryCount <= rows)
            {
                if (batch.EntryCount > 0) yield return batch;
                else batch.Dispose();
                continue;
            }
            using (batch)
                for (int start = 0; start < batch.EntryCount; start += rows)
                {
                    ct.ThrowIfCancellationRequested();
                    yield return batch.Slice(start, Math.Min(rows, batch.EntryCount - start));
                }
        }
    }
}

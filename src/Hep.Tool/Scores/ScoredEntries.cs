using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Hep.Inference;
using Hep.Jagged;

namespace Hep.Tool.Scores;

/// <summary>Some entries and what a model says of them.</summary>
/// <param name="Entries">The entries, with all columns that were read.</param>
/// <param name="Predictions">One for each of them, in their order.</param>
internal sealed record ScoredEntries(EntryBatch Entries, Predictions Predictions) : IDisposable
{
    /// <summary>
    /// Takes entries through a model, several batches at a time: they come in their order, and who receives them disposes them.
    /// </summary>
    public static async IAsyncEnumerable<ScoredEntries> ReadAsync(
        IPredictor predictor, IBatchSource events, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ConcurrentQueue<EntryBatch> underWay = new();       // predictions come in the order of their batches
        try
        {
            IAsyncEnumerable<EntryBatch> sent = KeepAsync(events.ReadAsync(0, cancellationToken), underWay, cancellationToken);
            await foreach (Predictions predictions in predictor.PredictAsync(sent, cancellationToken: cancellationToken)
                .WithCancellation(cancellationToken))
                yield return new ScoredEntries(underWay.TryDequeue(out EntryBatch? entries)
                    ? entries : throw new InvalidOperationException("A model answers once for each batch."), predictions);
        }
        finally
        {
            while (underWay.TryDequeue(out EntryBatch? left)) left.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Entries.Dispose();
        Predictions.Dispose();
    }

    private static async IAsyncEnumerable<EntryBatch> KeepAsync(IAsyncEnumerable<EntryBatch> batches,
        ConcurrentQueue<EntryBatch> underWay, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (EntryBatch batch in batches.WithCancellation(cancellationToken))
        {
            underWay.Enqueue(batch.Share());
            yield return batch;
        }
    }
}

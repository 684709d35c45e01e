using System.Runtime.CompilerServices;
using Hep.Jagged;

namespace Hep.Inference;

/// <summary>Streams of batches through a model, in this process or behind a service: predictions come in their order.</summary>
public static class StreamedPredictions
{
    /// <summary>Batches that are predicted at once, where nothing else is said.</summary>
    public const int DefaultInFlight = 4;

    extension(IPredictor predictor)
    {
        /// <summary>
        /// Predicts each batch of raw events: one <see cref="Predictions"/> a batch, which the caller disposes, in their order.
        /// </summary>
        /// <param name="batches">
        /// The events; the stream disposes them. No more are taken than may be in flight, so a caller that is slow slows the source down.
        /// </param>
        /// <param name="inFlight">Batches at most that are taken and whose predictions have not been given yet.</param>
        /// <param name="cancellationToken">Ends the stream and what is in flight, as leaving the loop does.</param>
        /// <exception cref="InferenceException">
        /// A batch could not be predicted: the stream ends after the predictions of all before it, and
        /// <see cref="InferenceException.AnsweredEntryCount"/> tells how many entries those were. What the source throws comes through as
        /// it is, after the predictions of all that it gave.
        /// </exception>
        public IAsyncEnumerable<Predictions> PredictAsync(
            IAsyncEnumerable<EntryBatch> batches, int inFlight = DefaultInFlight, CancellationToken cancellationToken = default) =>
            Run(batches, predictor.PredictAsync, b => b.EntryCount, inFlight, cancellationToken);

        /// <summary>Predicts each batch that a pipeline made, as raw events are.</summary>
        /// <inheritdoc cref="PredictAsync(IPredictor, IAsyncEnumerable{EntryBatch}, int, CancellationToken)"/>
        public IAsyncEnumerable<Predictions> PredictAsync(
            IAsyncEnumerable<PaddedBatch> batches, int inFlight = DefaultInFlight, CancellationToken cancellationToken = default) =>
            Run(batches, predictor.PredictAsync, b => b.EntryCount, inFlight, cancellationToken);
    }

    private static IAsyncEnumerable<Predictions> Run<TBatch>(IAsyncEnumerable<TBatch> batches,
        Func<TBatch, CancellationToken, Task<Predictions>> predict, Func<TBatch, int> count, int inFlight,
        CancellationToken cancellationToken)
        where TBatch : IDisposable
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inFlight);
        return Core(cancellationToken);

        async IAsyncEnumerable<Predictions> Core([EnumeratorCancellation] CancellationToken token = default)
        {
            PredictionsInFlight<TBatch> flight = new(batches, predict, count, inFlight, token);
            await using (flight.ConfigureAwait(false))
                while (await flight.NextAsync().ConfigureAwait(false) is { } predictions) yield return predictions;
        }
    }
}

using System.Globalization;
using Hep.Inference;
using Hep.Jagged;
using Hep.Train;

namespace Hep.Tool.Demonstration;

/// <summary>Held-out events scored twice, through the service and in this process: what the two have in common.</summary>
internal sealed class ServedScores
{
    private const string Score = "score";

    private readonly List<float> _scores = [], _labels = [];

    /// <summary>Events scored.</summary>
    public int EventCount => _scores.Count;

    /// <summary>The largest difference between the two scores of an event.</summary>
    public double LargestDifference { get; private set; }

    /// <summary>The difference in words.</summary>
    public string Agreement => LargestDifference == 0
        ? "every score is exactly that of the same model in the same process"
        : string.Create(CultureInfo.InvariantCulture,
            $"no score differs from that of the same model in the same process by more than {LargestDifference:G2}");

    /// <summary>The area under the ROC curve of the service's scores.</summary>
    public double Auc => RocCurve.Of(_scores.ToArray(), _labels.ToArray()).Area;

    /// <summary>Sends raw events through both.</summary>
    /// <param name="events">Raw columns with labels.</param>
    /// <param name="served">The model behind the service.</param>
    /// <param name="local">The same model in this process.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<ServedScores> CompareAsync(
        IAsyncEnumerable<EntryBatch> events, IPredictor served, IPredictor local, CancellationToken cancellationToken)
    {
        ServedScores scores = new();
        await foreach (EntryBatch batch in events.WithCancellation(cancellationToken))
            using (batch)
            using (Predictions remote = await served.PredictAsync(batch, cancellationToken))
            using (Predictions here = await local.PredictAsync(batch, cancellationToken))
                scores.Add(remote[Score].Get<float>(), here[Score].Get<float>(), batch.Get<float>(DatasetColumns.Label).Values);
        return scores;
    }

    private void Add(ReadOnlySpan<float> served, ReadOnlySpan<float> local, ReadOnlySpan<float> labels)
    {
        for (int i = 0; i < served.Length; i++)
        {
            double difference = Math.Abs((double)served[i] - local[i]);
            if (!(difference <= LargestDifference)) LargestDifference = difference;   // NaN too is a difference
        }
        _scores.AddRange(served);
        _labels.AddRange(labels);
    }
}

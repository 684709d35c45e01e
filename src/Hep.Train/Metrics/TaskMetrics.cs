using System.Numerics.Tensors;

namespace Hep.Train;

/// <summary>
/// How predictions of a task are judged, whatever engine made them. Each takes predictions [n, outputs] and labels [n, targets].
/// </summary>
/// <param name="Loss">The loss of each entry.</param>
/// <param name="IsRight">Whether the decision for an entry is right; null where nothing is decided.</param>
internal sealed record TaskMetrics(
    Func<TrainingHead, float[], float[], int, double> Loss, Func<TrainingHead, float[], float[], int, bool>? IsRight)
{
    private const double SmallestProbability = 1e-7;   // a certain and wrong float32 probability costs 16 nats, not infinitely many

    private static readonly Dictionary<TrainingTask, TaskMetrics> Table = new()
    {
        [TrainingTask.Binary] = new(
            (_, p, y, i) => Nats(y[i] > 0.5f ? p[i] : 1 - p[i]),
            (_, p, y, i) => p[i] >= 0.5f == y[i] > 0.5f),
        [TrainingTask.MultiClass] = new(
            (m, p, y, i) => Nats(p[i * m.OutputCount + (int)y[i]]),
            (m, p, y, i) => TensorPrimitives.IndexOfMax(p.AsSpan(i * m.OutputCount, m.OutputCount)) == (int)y[i]),
        [TrainingTask.Regression] = new((m, p, y, i) => SquaredError(p, y, i, m.OutputCount, m.TargetDeviations), null),
        [TrainingTask.Reconstruction] = new((m, p, y, i) => SquaredErrorOfCells(p, y, i, m.OutputCount), null),
    };

    public static TaskMetrics Of(TrainingTask task) => Table[task];

    /// <summary>The mean over entries, each with its weight, over the sum of the weights' absolute values; NaN without entries.</summary>
    public static double Mean(float[] weights, Func<int, double> ofEntry)
    {
        double sum = 0;
        for (int i = 0; i < weights.Length; i++) sum += weights[i] * ofEntry(i);
        return sum / TensorPrimitives.SumOfMagnitudes<float>(weights);
    }

    /// <summary>The mean over targets of an entry's squared errors, each in units of its target's <paramref name="deviations"/>.</summary>
    public static double SquaredError(float[] predictions, float[] labels, int entry, int targets, IReadOnlyList<double>? deviations)
    {
        double sum = 0;
        for (int target = 0; target < targets; target++)
        {
            double error = predictions[entry * targets + target] - labels[entry * targets + target];
            sum += error * error / (deviations is null ? 1 : deviations[target] * deviations[target]);
        }
        return sum / targets;
    }

    /// <summary>The mean over those cells of an entry that hold a value of the data (the label of others is NaN); 0 without any.</summary>
    private static double SquaredErrorOfCells(float[] predictions, float[] labels, int entry, int cells)
    {
        double sum = 0;
        int count = 0;
        for (int i = entry * cells; i < (entry + 1) * cells; i++)
        {
            if (float.IsNaN(labels[i])) continue;
            double error = predictions[i] - labels[i];
            sum += error * error;
            count++;
        }
        return sum / Math.Max(count, 1);
    }

    private static double Nats(double probability) => -Math.Log(Math.Max(probability, SmallestProbability));
}

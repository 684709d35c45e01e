namespace Hep.Train;

/// <summary>The loss of probabilities.</summary>
internal static class CrossEntropy
{
    private const double SmallestProbability = 1e-7;   // a certain and wrong float32 probability costs 16 nats, not infinitely many

    /// <summary>That of one entry in nats.</summary>
    /// <param name="scores">The probability of class 1, or one for each class.</param>
    /// <param name="truth">The entry's class.</param>
    public static double Of(ReadOnlySpan<float> scores, int truth)
    {
        double probability = scores.Length > 1 ? scores[truth] : truth == 1 ? scores[0] : 1 - scores[0];
        return -Math.Log(Math.Max(probability, SmallestProbability));
    }
}

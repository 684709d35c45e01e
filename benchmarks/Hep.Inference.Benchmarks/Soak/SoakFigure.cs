namespace Hep.Inference.Benchmarks;

/// <summary>
/// A figure of the service that has to stay flat. It is, where the median of the last third of its samples is above that of the third
/// before by no more than 5 %, or by no more than a small number of its own; the first third is for warming up.
/// </summary>
/// <param name="Name">What it is, with its unit.</param>
/// <param name="Allowance">What it may grow by in any case.</param>
internal sealed record SoakFigure(string Name, double Allowance)
{
    private const double MostGrowth = 0.05;

    private readonly List<double> _samples = [];

    public double Last => _samples.Count > 0 ? _samples[^1] : 0;

    public void Add(double sample) => _samples.Add(sample);

    /// <summary>Whether it stayed, and the two medians. Of fewer samples than three nothing can be said: it has not.</summary>
    public (bool IsFlat, double Before, double After) Judge()
    {
        int third = _samples.Count / 3;
        if (third == 0) return (false, double.NaN, double.NaN);
        (double before, double after) = (Median(_samples[third..^third]), Median(_samples[^third..]));
        return (after - before <= Math.Max(Allowance, before * MostGrowth), before, after);
    }

    private static double Median(List<double> samples) => samples.Order().ElementAt(samples.Count / 2);
}

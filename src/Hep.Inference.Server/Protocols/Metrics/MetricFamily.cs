using System.Globalization;

namespace Hep.Inference.Server.Protocols.Metrics;

/// <summary>What is counted or measured under one name, whoever gets it: a scraper, or a collector.</summary>
/// <param name="Name">Its name: <c>nv_inference_count</c>.</param>
/// <param name="Kind">What its values are.</param>
/// <param name="Help">What it is, in a sentence.</param>
/// <param name="Samples">Its values, each with labels of its own; of a histogram the distributions.</param>
internal sealed record MetricFamily(string Name, MetricKind Kind, string Help, IReadOnlyList<MetricSample> Samples)
{
    private const string Bucket = "_bucket", Sum = "_sum", Count = "_count";

    /// <summary>The names of its series: Prometheus has a histogram as three, of which each is a counter.</summary>
    public IReadOnlyList<string> SeriesNames => Kind == MetricKind.Histogram ? [Name + Bucket, Name + Sum, Name + Count] : [Name];

    /// <summary>All values by the names of their series, those of one distribution together.</summary>
    public IEnumerable<(string Series, MetricSample Sample)> Series =>
        Kind == MetricKind.Histogram ? Samples.SelectMany(Distribution) : Samples.Select(s => (Name, s));

    /// <summary>A number as Prometheus writes it.</summary>
    public static string Number(double value) => double.IsNaN(value) ? "NaN"
        : double.IsInfinity(value) ? value > 0 ? "+Inf" : "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);

    private IEnumerable<(string Series, MetricSample Sample)> Distribution(MetricSample sample)
    {
        long below = 0;
        for (int i = 0; i < sample.Counts.Count; i++)
            yield return (Name + Bucket, new MetricSample(
                sample.Labels.And("le", Number(i < sample.Bounds.Count ? sample.Bounds[i] : double.PositiveInfinity)),
                below += sample.Counts[i]));
        yield return (Name + Sum, new MetricSample(sample.Labels, sample.Value));
        yield return (Name + Count, new MetricSample(sample.Labels, below));
    }
}

using System.Security.Cryptography;
using System.Text;
using Hep.Inference.Server.Repository;
using Hep.Jagged;
using static Hep.Inference.Server.Protocols.Metrics.MetricKind;

namespace Hep.Inference.Server.Protocols.Metrics;

/// <summary>
/// What raw events were like, against those of the training. A model has no more than so many columns here, as each is several lines.
/// </summary>
internal static class DriftMetrics
{
    private const int MostColumns = 256, LongestName = 128, HashLetters = 8;

    private static readonly ColumnMetric[] OfColumns =
    [
        new("hep_drift_values_total", Counter, "Finite values of a column of raw events.", c => c.Count),
        new("hep_drift_not_finite_total", Counter, "Values that are no number, or infinite.", c => c.NotFinite),
        new("hep_drift_below_total", Counter, "Values below all that training met.", c => c.Below),
        new("hep_drift_above_total", Counter, "Values above all that training met.", c => c.Above),
        new("hep_drift_mean", Gauge, "Mean of the finite values.", c => c.Mean),
        new("hep_drift_distance", Gauge, "Population stability index against the training.", c => c.Distance),
    ];

    private static readonly ListMetric[] OfLists =
    [
        new("hep_drift_lists_total", Counter, "Lists of a collection: one an event.", c => c.Lists),
        new("hep_drift_objects_total", Counter, "Objects of these lists.", c => c.Objects),
        new("hep_drift_truncated_total", Counter, "Lists that are longer than their cells.", c => c.Truncated),
    ];

    public static IEnumerable<MetricFamily> Of(IReadOnlyList<ServedVersion> served)
    {
        (IReadOnlyList<KeyValuePair<string, string>> Labels, ObservedFeatures Observed)[] versions =
        [
            .. served.Select(v => (MetricLabels.Of(v), v.Counts.ReadFeatures()!)).Where(v => v.Item2 is { Entries: > 0 }),
        ];
        yield return new("hep_drift_events_total", Counter, "Raw events that were scored.",
            [.. versions.Select(v => new MetricSample(v.Labels, v.Observed.Entries))]);
        yield return new("hep_drift_passed_total", Counter, "Raw events that passed the model's cut.",
            [.. versions.Select(v => new MetricSample(v.Labels, v.Observed.Passed))]);
        foreach (ColumnMetric metric in OfColumns)
            yield return new(metric.Name, metric.Kind, metric.Help,
            [
                .. versions.SelectMany(v => v.Observed.Columns.Take(MostColumns).Select(c =>
                    new MetricSample(v.Labels.And("column", Short(c.Name)), metric.Value(c)))).Where(s => !double.IsNaN(s.Value)),
            ]);
        foreach (ListMetric metric in OfLists)
            yield return new(metric.Name, metric.Kind, metric.Help,
            [
                .. versions.SelectMany(v => v.Observed.Collections.Take(MostColumns).Select(c =>
                    new MetricSample(v.Labels.And("collection", Short(c.Name)), metric.Value(c)))),
            ]);
    }

    // Columns are named by the model, which is somebody else's. Two long ones that begin alike stay two series.
    private static string Short(string name) =>
        name.Length > LongestName ? $"{name[..(LongestName - HashLetters - 1)]}~{HashOf(name)}" : name;

    private static string HashOf(string name) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..HashLetters];

    private sealed record ColumnMetric(string Name, MetricKind Kind, string Help, Func<ObservedColumn, double> Value);

    private sealed record ListMetric(string Name, MetricKind Kind, string Help, Func<ObservedLists, double> Value);
}

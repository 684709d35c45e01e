using System.Security.Cryptography;
using System.Text;
using Hep.Inference.Server.Repository;
using Hep.Jagged;

namespace Hep.Inference.Server.Protocols.Metrics;

/// <summary>
/// What raw events were like, against those of the training. A model has no more than so many columns here, as each is several lines.
/// </summary>
internal static class DriftMetrics
{
    private const int MostColumns = 256, LongestName = 128, HashLetters = 8;

    private static readonly ColumnMetric[] OfColumns =
    [
        new("hep_drift_values_total", "counter", "Finite values of a column of raw events.", c => c.Count),
        new("hep_drift_not_finite_total", "counter", "Values that are no number, or infinite.", c => c.NotFinite),
        new("hep_drift_below_total", "counter", "Values below all that training met.", c => c.Below),
        new("hep_drift_above_total", "counter", "Values above all that training met.", c => c.Above),
        new("hep_drift_mean", "gauge", "Mean of the finite values.", c => c.Mean),
        new("hep_drift_distance", "gauge", "Population stability index against the training.", c => c.Distance),
    ];

    private static readonly ListMetric[] OfLists =
    [
        new("hep_drift_lists_total", "counter", "Lists of a collection: one an event.", c => c.Lists),
        new("hep_drift_objects_total", "counter", "Objects of these lists.", c => c.Objects),
        new("hep_drift_truncated_total", "counter", "Lists that are longer than their cells.", c => c.Truncated),
    ];

    public static void Write(PrometheusText text, IReadOnlyList<ServedVersion> served)
    {
        (string Labels, ObservedFeatures Observed)[] versions =
        [
            .. served.Select(v => (ModelMetrics.LabelsOf(v), v.Counts.ReadFeatures()!)).Where(v => v.Item2 is { Entries: > 0 }),
        ];
        Write(text, "hep_drift_events_total", "counter", "Raw events that were scored.", versions, v => [("", v.Entries)]);
        Write(text, "hep_drift_passed_total", "counter", "Raw events that passed the model's cut.", versions, v => [("", v.Passed)]);
        foreach (ColumnMetric metric in OfColumns)
            Write(text, metric.Name, metric.Type, metric.Help, versions,
                v => v.Columns.Take(MostColumns).Select(c => ($",column=\"{Escape(c.Name)}\"", metric.Value(c))));
        foreach (ListMetric metric in OfLists)
            Write(text, metric.Name, metric.Type, metric.Help, versions,
                v => v.Collections.Take(MostColumns).Select(c => ($",collection=\"{Escape(c.Name)}\"", metric.Value(c))));
    }

    private static void Write(PrometheusText text, string name, string type, string help,
        (string Labels, ObservedFeatures Observed)[] versions, Func<ObservedFeatures, IEnumerable<(string Labels, double Value)>> samples)
    {
        text.Begin(name, type, help);
        foreach ((string version, ObservedFeatures observed) in versions)
            foreach ((string labels, double value) in samples(observed))
                if (!double.IsNaN(value)) text.Add(name, version + labels, value);
    }

    // Columns are named by the model, which is somebody else's: a name may hold anything. Two long ones that begin alike stay two series.
    private static string Escape(string name)
    {
        StringBuilder text = new();
        foreach (char c in name.Length > LongestName ? $"{name[..(LongestName - HashLetters - 1)]}~{HashOf(name)}" : name)
            text.Append(c switch
            {
                '\\' => "\\\\",
                '"' => "\\\"",
                _ => char.IsControl(c) ? " " : c.ToString(),
            });
        return text.ToString();
    }

    private static string HashOf(string name) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..HashLetters];

    private sealed record ColumnMetric(string Name, string Type, string Help, Func<ObservedColumn, double> Value);

    private sealed record ListMetric(string Name, string Type, string Help, Func<ObservedLists, double> Value);
}

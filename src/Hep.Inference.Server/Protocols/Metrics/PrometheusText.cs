using System.Globalization;
using System.Text;

namespace Hep.Inference.Server.Protocols.Metrics;

/// <summary>Text format 0.0.4 of Prometheus.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Of(IEnumerable<MetricFamily> families)
    {
        StringBuilder text = new();
        foreach (MetricFamily family in families)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {family.Name} {family.Help}\n# TYPE {family.Name} {NameOf(family.Kind)}\n");
            foreach ((string series, MetricSample sample) in family.Series)
            {
                text.Append(series);
                AddLabels(text, sample.Labels);
                text.Append(' ').Append(MetricFamily.Number(sample.Value)).Append('\n');
            }
        }
        return text.ToString();
    }

    private static void AddLabels(StringBuilder text, IReadOnlyList<KeyValuePair<string, string>> labels)
    {
        if (labels.Count == 0) return;
        char before = '{';
        foreach ((string name, string value) in labels)
        {
            text.Append(before).Append(name).Append("=\"");
            foreach (char c in value)   // anybody's: the name of a column of a model
            {
                if (c is '\\' or '"') text.Append('\\');
                text.Append(char.IsControl(c) ? ' ' : c);
            }
            text.Append('"');
            before = ',';
        }
        text.Append('}');
    }

    private static string NameOf(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Gauge => "gauge",
        _ => "histogram",
    };
}

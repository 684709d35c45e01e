using System.Globalization;
using System.Text;

namespace Hep.Inference.Server.Protocols.Metrics;

/// <summary>Text format 0.0.4 of Prometheus. Names and labels of ours hold nothing that would have to be escaped.</summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    public override string ToString() => _text.ToString();

    /// <summary>Begins a family; its samples follow.</summary>
    public void Begin(string name, string type, string help) =>
        _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    public void Add(string name, string labels, double value) =>
        _text.Append(CultureInfo.InvariantCulture, $"{name}{{{labels}}} {Number(value)}\n");

    public void AddGauge(string name, string help, double value) => AddOne(name, "gauge", help, value);

    public void AddCounter(string name, string help, double value) => AddOne(name, "counter", help, value);

    /// <summary>A histogram of one set of labels.</summary>
    /// <param name="name">Its family.</param>
    /// <param name="labels">Its labels.</param>
    /// <param name="bounds">Upper bounds, ascending.</param>
    /// <param name="counts">How many lie between each two, and one number more: those above the last.</param>
    /// <param name="sum">Of all values.</param>
    public void AddHistogram(string name, string labels, IReadOnlyList<double> bounds, IReadOnlyList<long> counts, double sum)
    {
        long below = 0;
        for (int i = 0; i < bounds.Count; i++) Add($"{name}_bucket", $"{labels},le=\"{Number(bounds[i])}\"", below += counts[i]);
        below += counts[^1];
        Add($"{name}_bucket", $"{labels},le=\"+Inf\"", below);
        Add($"{name}_sum", labels, sum);
        Add($"{name}_count", labels, below);
    }

    private void AddOne(string name, string type, string help, double value)
    {
        Begin(name, type, help);
        _text.Append(CultureInfo.InvariantCulture, $"{name} {Number(value)}\n");
    }

    private static string Number(double value) => double.IsNaN(value) ? "NaN"
        : double.IsInfinity(value) ? value > 0 ? "+Inf" : "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);
}

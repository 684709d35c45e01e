using System.Globalization;
using Hep.Inference.Server.Repository;

namespace Hep.Inference.Server.Protocols.Metrics;

/// <summary>The labels of samples.</summary>
internal static class MetricLabels
{
    public static IReadOnlyList<KeyValuePair<string, string>> Of(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        KeyValuePair<string, string>[] pairs = new KeyValuePair<string, string>[labels.Length];
        for (int i = 0; i < pairs.Length; i++) pairs[i] = new(labels[i].Name, labels[i].Value);
        return pairs;
    }

    public static IReadOnlyList<KeyValuePair<string, string>> Of(ServedVersion version) =>
        Of(("model", version.Facts.Name), ("version", version.Facts.Version.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The same and one more.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> And(
        this IReadOnlyList<KeyValuePair<string, string>> labels, string name, string value) => [.. labels, new(name, value)];
}

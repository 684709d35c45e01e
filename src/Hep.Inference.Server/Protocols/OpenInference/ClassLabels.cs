using Hep.Inference.Server.Repository;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>The names of a model's classes: those that came with a TFaaS bundle, else those of its card.</summary>
internal static class ClassLabels
{
    public static IReadOnlyList<string> Of(PredictorLease lease, string output)
    {
        if (lease.Version.Stored.Labels is { } lines)
            return lines.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lease.Predictor.Card?.Heads.FirstOrDefault(h => h.Output == output)?.Labels ?? [];
    }
}

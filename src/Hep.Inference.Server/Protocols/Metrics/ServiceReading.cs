using Hep.Inference.Server.Protocols.OpenInference;
using Hep.Inference.Server.Repository;
using Hep.Inference.Server.Telemetry;

namespace Hep.Inference.Server.Protocols.Metrics;

/// <summary>
/// Reads all that is counted and measured. What Triton has is under Triton's names, so that whatever scales or watches Triton does the same
/// here; what it has not is under <c>hep_</c>.
/// </summary>
internal sealed class ServiceReading(ModelRepository repository, RequestWatch watch, CanaryWatch canaries, ServiceEndpoints service)
{
    /// <summary>All of them as they are now, of all models.</summary>
    public IReadOnlyList<MetricFamily> Read() => Read([.. repository.Snapshot.Models]);

    /// <summary>All of them as they are now, of these models.</summary>
    public IReadOnlyList<MetricFamily> Read(IReadOnlyList<ServedModel> models)
    {
        ServedVersion[] versions = [.. models.SelectMany(m => m.Versions)];
        return
        [
            .. ModelMetrics.Of(versions), .. CanaryMetrics.Of(models, canaries), .. DriftMetrics.Of(versions),
            .. ServiceMetrics.Of(watch, service.IsReady), .. ServiceMetrics.Of(MachineLoad.Read()),
        ];
    }
}

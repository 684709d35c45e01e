using Hep.Inference.Server.Protocols.OpenInference;
using Hep.Jagged;

namespace Hep.Inference.Server.Protocols.Events;

/// <summary>Raw events and what their sender wants of the answer.</summary>
/// <param name="Events">The columns that the model's pipeline reads.</param>
/// <param name="Id">Echoed in the answer; null without one.</param>
/// <param name="Parameters">How a NaN is written, and whether outputs come binary.</param>
/// <param name="Outputs">The outputs that are wanted; null for all.</param>
internal sealed record EventsRequest(
    EntryBatch Events, string? Id, RequestParameters Parameters, List<RequestedOutput>? Outputs) : IDisposable
{
    public void Dispose() => Events.Dispose();
}

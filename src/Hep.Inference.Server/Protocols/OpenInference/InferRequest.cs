namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>A request for inference, read and checked in itself; whoever reads it disposes it.</summary>
internal sealed class InferRequest : IDisposable
{
    /// <summary>Echoed in the answer; null without one.</summary>
    public string? Id { get; set; }

    /// <summary>What holds for the whole request.</summary>
    public RequestParameters Parameters { get; set; } = RequestParameters.Default;

    /// <summary>The tensors that came; null where the request has no <c>inputs</c>.</summary>
    public List<Tensor>? Inputs { get; set; }

    /// <summary>The tensors whose bytes follow, in their order.</summary>
    public Queue<IncomingTensor> Incoming { get; } = new();

    /// <summary>The outputs that are wanted, in the order of the answer; null for all.</summary>
    public List<RequestedOutput>? Outputs { get; set; }

    public void Dispose()
    {
        Inputs?.ForEach(t => t.Dispose());
        foreach (IncomingTensor tensor in Incoming) tensor.Dispose();
    }
}

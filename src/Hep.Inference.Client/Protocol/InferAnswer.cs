namespace Hep.Inference.Client;

/// <summary>An answer that has come whole.</summary>
/// <param name="Version">The version that answered; empty where the server does not tell.</param>
/// <param name="Outputs">Its outputs, in the order of the answer.</param>
internal sealed record InferAnswer(string Version, List<Tensor> Outputs);

using System.Runtime.CompilerServices;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>The head that each loaded model was sent last.</summary>
internal sealed class RepeatedHeads
{
    private readonly ConditionalWeakTable<IReadOnlyList<TensorSignature>, RepeatedHead> _heads = [];

    /// <summary>Reads the JSON in front of tensors.</summary>
    /// <param name="json">All of it.</param>
    /// <param name="binaryBytes">The bytes that follow at most.</param>
    /// <param name="fit">What the model takes.</param>
    /// <exception cref="InferenceException">The request is wrong.</exception>
    public InferRequest Read(ReadOnlySpan<byte> json, long binaryBytes, TensorFit fit)
    {
        if (_heads.TryGetValue(fit.Signatures, out RepeatedHead? last) && last.Repeat(json, binaryBytes) is { } again) return again;
        InferRequest request = new InferRequestReader(fit).Read(json, binaryBytes);
        if (RepeatedHead.Of(json, request) is { } head) _heads.AddOrUpdate(fit.Signatures, head);
        return request;
    }
}

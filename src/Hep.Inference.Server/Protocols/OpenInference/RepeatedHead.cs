namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>
/// The JSON in front of binary tensors, with what it means for a model. Clients that ask in a loop send the same again and again: it is
/// read once, and compared from then on.
/// </summary>
internal sealed class RepeatedHead
{
    private const int MostBytes = 4096;

    private readonly byte[] _json;
    private readonly RequestParameters _parameters;
    private readonly List<RequestedOutput>? _outputs;
    private readonly (TensorSignature Signature, int Bytes)[] _tensors;
    private readonly long _bytes;

    private RepeatedHead(ReadOnlySpan<byte> json, InferRequest request)
    {
        _json = json.ToArray();
        _parameters = request.Parameters;
        _outputs = request.Outputs;
        _tensors = [.. request.Incoming.Select(t => (t.Signature, t.Bytes.Length))];
        _bytes = _tensors.Sum(t => (long)t.Bytes);
    }

    /// <summary>The head of a request that was just read; null where the next one will hardly be the same.</summary>
    public static RepeatedHead? Of(ReadOnlySpan<byte> json, InferRequest request) =>
        json.Length > MostBytes || request.Id is not null || request.Inputs!.Count > 0 ? null : new RepeatedHead(json, request);

    /// <summary>A request that begins with the same; null for any other.</summary>
    /// <param name="json">What it begins with.</param>
    /// <param name="binaryBytes">The bytes that follow at most.</param>
    public InferRequest? Repeat(ReadOnlySpan<byte> json, long binaryBytes)
    {
        if (_bytes > binaryBytes || !json.SequenceEqual(_json)) return null;
        InferRequest request = new() { Parameters = _parameters, Outputs = _outputs, Inputs = new List<Tensor>(_tensors.Length) };
        foreach ((TensorSignature signature, int bytes) in _tensors) request.Incoming.Enqueue(IncomingTensor.Rent(signature, bytes));
        return request;
    }
}

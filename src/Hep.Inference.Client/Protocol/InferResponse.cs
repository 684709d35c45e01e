using CommunityToolkit.HighPerformance.Buffers;

namespace Hep.Inference.Client;

/// <summary>Reads an inference response: its JSON, and what is binary straight into the memory of its tensors.</summary>
internal static class InferResponse
{
    /// <exception cref="InferenceException">The answer is none, or longer than it may be.</exception>
    public static async Task<InferAnswer> ReadAsync(
        Server server, HttpResponseMessage answer, int mostBytes, CancellationToken cancellationToken)
    {
        try
        {
            AnswerBody body = await AnswerBody.OpenAsync(answer.Content, mostBytes, cancellationToken).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
                return BinaryHeader.Read(answer) is { } jsonBytes
                    ? await ReadBinaryAsync(body, jsonBytes, cancellationToken).ConfigureAwait(false)
                    : await ReadJsonAsync(body, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw CallFailure.NoAnswer(server, e);
        }
    }

    private static async Task<InferAnswer> ReadJsonAsync(AnswerBody body, CancellationToken cancellationToken)
    {
        using ArrayPoolBufferWriter<byte> json = await body.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        (string version, List<AnsweredOutput> outputs) = InferResponseReader.Read(json.WrittenSpan, binaryBytes: 0);
        return new InferAnswer(version, [.. outputs.Select(o => o.Complete())]);
    }

    private static async Task<InferAnswer> ReadBinaryAsync(AnswerBody body, int jsonBytes, CancellationToken cancellationToken)
    {
        string version;
        List<AnsweredOutput> outputs;
        using (MemoryOwner<byte> json = await body.ReadAsync(jsonBytes, cancellationToken).ConfigureAwait(false))
            (version, outputs) = InferResponseReader.Read(json.Span, body.Left);
        List<Tensor> tensors = [];
        try
        {
            foreach (AnsweredOutput output in outputs)
            {
                if (output.Incoming is { } incoming) await body.FillAsync(incoming.Bytes, cancellationToken).ConfigureAwait(false);
                tensors.Add(output.Complete());
            }
            return new InferAnswer(version, tensors);
        }
        catch
        {
            outputs.ForEach(o => o.Dispose());
            tensors.ForEach(t => t.Dispose());
            throw;
        }
    }
}

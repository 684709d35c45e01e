using System.Globalization;
using Hep.Inference.Server.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using static Hep.Inference.Server.Protocols.OpenInference.TensorFit;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>
/// Reads a request for inference with Triton's binary extension: a JSON object, and behind it the bytes of tensors in their order. The JSON
/// is checked when it is there; then the connection is read straight into the tensors' memory.
/// </summary>
internal static class InferBody
{
    /// <summary>The length of the JSON, in bytes of the unpacked body; absent: all of it. 0: no JSON at all, a raw request.</summary>
    public const string HeaderLength = Answer.HeaderLength;

    /// <summary>Where a byte would go that should not be there; nobody reads it.</summary>
    private static readonly byte[] Beyond = new byte[1];

    public static bool IsBinary(HttpRequest request) => request.Headers.ContainsKey(HeaderLength);

    /// <exception cref="InferenceException">The request is wrong.</exception>
    /// <exception cref="BadHttpRequestException">413 or 415.</exception>
    public static async ValueTask<InferRequest> ReadAsync(HttpContext context, TensorFit fit, long mostBytes, RepeatedHeads? heads = null)
    {
        if (!IsBinary(context.Request))
        {
            using PooledBuffer json = await RequestBody.ReadAsync(context, mostBytes).ConfigureAwait(false);
            return new InferRequestReader(fit).Read(json.Written.Span);
        }
        long headerLength = ParseLength(context.Request.Headers[HeaderLength]);
        if (headerLength == 0)
        {
            using PooledBuffer tensor = await RequestBody.ReadAsync(context, mostBytes).ConfigureAwait(false);
            return RawRequest.Read(tensor.Written, fit);
        }
        bool isPlain = ContentCoding.Of(context.Request) is null;
        long length = (isPlain ? context.Request.ContentLength : null) ?? mostBytes;
        if (headerLength > length) throw Refuse($"{HeaderLength} says {headerLength}, the body has {length} bytes.");
        using Stream body = RequestBody.Open(context, mostBytes);
        InferRequest request;
        using (PooledBuffer json = await ReadJsonAsync(body, headerLength, context.RequestAborted).ConfigureAwait(false))
            request = ReadHead(json.Written.Span, length - headerLength, fit, heads);
        try
        {
            long read = headerLength + await ReadTensorsAsync(body, request, context.RequestAborted).ConfigureAwait(false);
            bool isWhole = isPlain && read == context.Request.ContentLength;
            if (!isWhole && await body.ReadAsync(Beyond, context.RequestAborted).ConfigureAwait(false) > 0)
                throw Refuse("Bytes follow the last tensor that the JSON announces.");
            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    private static InferRequest ReadHead(ReadOnlySpan<byte> json, long binaryBytes, TensorFit fit, RepeatedHeads? heads) =>
        heads?.Read(json, binaryBytes, fit) ?? new InferRequestReader(fit).Read(json, binaryBytes);

    private static async ValueTask<PooledBuffer> ReadJsonAsync(Stream body, long headerLength, CancellationToken cancellationToken)
    {
        PooledBuffer json = new();
        try
        {
            while (json.Length < headerLength)
            {
                Memory<byte> free = json.GetMemory(1);
                int wanted = (int)Math.Min(free.Length, headerLength - json.Length);
                int read = await body.ReadAsync(free[..wanted], cancellationToken).ConfigureAwait(false);
                if (read == 0) throw Refuse($"{HeaderLength} says {headerLength}, the body has {json.Length} bytes.");
                json.Advance(read);
            }
            return json;
        }
        catch
        {
            json.Dispose();
            throw;
        }
    }

    /// <returns>The bytes that the tensors had.</returns>
    private static async ValueTask<long> ReadTensorsAsync(Stream body, InferRequest request, CancellationToken cancellationToken)
    {
        long all = 0;
        while (request.Incoming.TryPeek(out IncomingTensor? tensor))
        {
            all += tensor.Bytes.Length;
            for (Memory<byte> rest = tensor.Bytes; !rest.IsEmpty;)
            {
                int read = await body.ReadAsync(rest, cancellationToken).ConfigureAwait(false);
                if (read == 0) throw Refuse($"The body ends too soon: {rest.Length} bytes more of a tensor are expected.");
                rest = rest[read..];
            }
            request.Inputs!.Add(tensor.Complete());
            request.Incoming.Dequeue();
        }
        return all;
    }

    private static long ParseLength(StringValues header) =>
        long.TryParse(header.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out long length)
            ? length
            : throw Refuse($"{HeaderLength} must be the number of bytes of the JSON in front.");
}

using System.Net;
using System.Text.Json;
using CommunityToolkit.HighPerformance.Buffers;

namespace Hep.Inference.Client;

/// <summary>
/// An inference request object of the Open Inference Protocol v2, and behind it the bytes of its tensors, which stay where they are until
/// they are sent.
/// </summary>
internal sealed class TensorContent : HttpContent
{
    private readonly ArrayPoolBufferWriter<byte> _json = new();
    private readonly ReadOnlyMemory<byte>[] _parts;

    private TensorContent(IReadOnlyList<Tensor> inputs, bool isBinary)
    {
        _parts = isBinary ? [.. inputs.Select(TensorBinary.Encode)] : [];
        using Utf8JsonWriter writer = new(_json);
        writer.WriteStartObject();
        writer.WriteStartArray("inputs"u8);
        for (int i = 0; i < inputs.Count; i++) Write(writer, inputs[i], isBinary ? _parts[i].Length : null);
        writer.WriteEndArray();
        writer.WriteStartObject("parameters"u8);
        if (isBinary) writer.WriteBoolean("binary_data_output"u8, true);
        else writer.WriteString("nan"u8, "null"u8);   // comes back as NaN; Triton passes the name on to models, which do not look
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>The body of a request; the tensors must live until it is sent.</summary>
    /// <exception cref="InferenceException">JSON does not carry one of the tensors.</exception>
    public static TensorContent Of(IReadOnlyList<Tensor> inputs, bool isBinary)
    {
        TensorContent content = new(inputs, isBinary);
        content.Headers.ContentType = new(isBinary ? "application/octet-stream" : "application/json");
        if (isBinary) content.Headers.Add(BinaryHeader.Name, BinaryHeader.Of(content._json.WrittenCount));
        return content;
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_json.WrittenMemory, cancellationToken).ConfigureAwait(false);
        foreach (ReadOnlyMemory<byte> part in _parts) await stream.WriteAsync(part, cancellationToken).ConfigureAwait(false);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = _json.WrittenCount + _parts.Sum(p => (long)p.Length);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _json.Dispose();
        base.Dispose(disposing);
    }

    private static void Write(Utf8JsonWriter writer, Tensor input, int? binaryBytes)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, input.Name);
        writer.WriteStartArray("shape"u8);
        foreach (long size in input.Shape) writer.WriteNumberValue(size);
        writer.WriteEndArray();
        writer.WriteString("datatype"u8, input.Type.Datatype);
        if (binaryBytes is { } bytes)
        {
            writer.WriteStartObject("parameters"u8);
            writer.WriteNumber("binary_data_size"u8, bytes);
            writer.WriteEndObject();
        }
        else
        {
            writer.WritePropertyName("data"u8);
            TensorJson.WriteData(writer, input);
        }
        writer.WriteEndObject();
    }
}

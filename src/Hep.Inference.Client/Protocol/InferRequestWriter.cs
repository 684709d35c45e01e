using System.Buffers;
using System.Text.Json;

namespace Hep.Inference.Client;

/// <summary>Writes the inference request object of the Open Inference Protocol v2.</summary>
internal static class InferRequestWriter
{
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<Tensor> inputs)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter writer = new(buffer);
        writer.WriteStartObject();
        writer.WriteStartArray("inputs"u8);
        foreach (Tensor input in inputs) Write(writer, input);
        writer.WriteEndArray();
        writer.WriteStartObject("parameters"u8);
        writer.WriteString("nan"u8, "null"u8);   // comes back as NaN; Triton passes the name on to models, which do not look
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter writer, Tensor input)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, input.Name);
        writer.WriteStartArray("shape"u8);
        foreach (long size in input.Shape) writer.WriteNumberValue(size);
        writer.WriteEndArray();
        writer.WriteString("datatype"u8, input.Type.Datatype);
        writer.WritePropertyName("data"u8);
        TensorJson.WriteData(writer, input);
        writer.WriteEndObject();
    }
}

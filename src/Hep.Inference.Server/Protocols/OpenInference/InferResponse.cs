using System.Globalization;
using System.Text.Json;
using Hep.Inference.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>
/// Writes the inference response object of the Open Inference Protocol v2, and behind it the bytes of its binary outputs.
/// </summary>
internal static class InferResponse
{
    private const string Json = "application/json", Binary = "application/octet-stream";

    public static async Task AnswerAsync(HttpContext context, PredictorMetadata model, string? id, JsonNaN nan,
        List<(Tensor Tensor, bool IsBinary)> outputs)
    {
        List<ReadOnlyMemory<byte>> encoded = new(outputs.Count);
        foreach ((Tensor tensor, bool isBinary) in outputs)
            if (isBinary) encoded.Add(TensorBinary.Encode(tensor));
        ReadOnlyMemory<byte>[] parts = [.. encoded];
        using PooledBuffer json = new();
        using (Utf8JsonWriter writer = new(json)) Write(writer, model, id, nan, outputs, parts);
        if (parts.Length > 0)
            context.Response.Headers[InferBody.HeaderLength] = json.Length.ToString(CultureInfo.InvariantCulture);
        await Answer.BytesAsync(context, parts.Length > 0 ? Binary : Json, json.Written, parts).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter writer, PredictorMetadata model, string? id, JsonNaN nan,
        List<(Tensor Tensor, bool IsBinary)> outputs, ReadOnlyMemory<byte>[] parts)
    {
        writer.WriteStartObject();
        writer.WriteString("model_name"u8, model.Name);
        writer.WriteString("model_version"u8, model.Version);
        if (id is not null) writer.WriteString("id"u8, id);
        writer.WriteStartArray("outputs"u8);
        int part = 0;
        foreach ((Tensor output, bool isBinary) in outputs)
        {
            writer.WriteStartObject();
            WriteSignature(writer, output);
            if (isBinary) WriteSize(writer, parts[part++].Length);
            else
            {
                writer.WritePropertyName("data"u8);
                TensorJson.WriteData(writer, output, nan);
            }
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteSignature(Utf8JsonWriter writer, Tensor output)
    {
        writer.WriteString("name"u8, output.Name);
        writer.WriteString("datatype"u8, output.Type.Datatype);
        writer.WriteStartArray("shape"u8);
        foreach (long size in output.Shape) writer.WriteNumberValue(size);
        writer.WriteEndArray();
    }

    private static void WriteSize(Utf8JsonWriter writer, int bytes)
    {
        writer.WriteStartObject("parameters"u8);
        writer.WriteNumber("binary_data_size"u8, bytes);
        writer.WriteEndObject();
    }
}

using System.Text.Json;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>Writes the inference response object of the Open Inference Protocol v2.</summary>
internal static class InferResponse
{
    public static void Write(Utf8JsonWriter writer, PredictorMetadata model, string? id, IReadOnlyList<Tensor> outputs, JsonNaN nan)
    {
        writer.WriteStartObject();
        writer.WriteString("model_name"u8, model.Name);
        writer.WriteString("model_version"u8, model.Version);
        if (id is not null) writer.WriteString("id"u8, id);
        writer.WriteStartArray("outputs"u8);
        foreach (Tensor output in outputs) Write(writer, output, nan);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Tensor output, JsonNaN nan)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, output.Name);
        writer.WriteString("datatype"u8, output.Type.Datatype);
        writer.WriteStartArray("shape"u8);
        foreach (long size in output.Shape) writer.WriteNumberValue(size);
        writer.WriteEndArray();
        writer.WritePropertyName("data"u8);
        TensorJson.WriteData(writer, output, nan);
        writer.WriteEndObject();
    }
}

using System.Text.Json;
using Hep.Jagged;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>
/// What goes into a model and comes out, as members of its metadata: <c>inputs</c> and <c>outputs</c> of the protocol, and for a
/// model with a pipeline our <c>events</c>, the columns that a raw event must have.
/// </summary>
internal static class SignatureJson
{
    public static void Write(Utf8JsonWriter writer, PredictorMetadata metadata)
    {
        WriteTensors(writer, "inputs", metadata.Inputs);
        WriteTensors(writer, "outputs", metadata.Outputs);
        if (metadata.EventColumns is not { } columns) return;
        writer.WriteStartObject("events"u8);
        writer.WriteStartArray("columns"u8);
        foreach (ColumnSchema column in columns) Write(writer, column);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteTensors(Utf8JsonWriter writer, string name, IReadOnlyList<TensorSignature> tensors)
    {
        writer.WriteStartArray(name);
        foreach (TensorSignature tensor in tensors)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, tensor.Name);
            writer.WriteString("datatype"u8, tensor.Type.Datatype);
            writer.WriteStartArray("shape"u8);
            foreach (long size in tensor.Shape) writer.WriteNumberValue(size);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    /// <summary>A level of varying length is −1 in <c>shape</c>, which leaves the events' axis out.</summary>
    private static void Write(Utf8JsonWriter writer, ColumnSchema column)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, column.Name);
        writer.WriteString("type"u8, column.Type.Name);
        writer.WriteStartArray("shape"u8);
        foreach (Dimension level in column.Dimensions) writer.WriteNumberValue(level.IsVariable ? -1 : level.Size);
        writer.WriteEndArray();
        if (column.Counter is not null) writer.WriteString("counter"u8, column.Counter);
        writer.WriteEndObject();
    }
}

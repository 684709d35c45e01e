using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Hep.Jagged;

namespace Hep.Inference;

/// <summary>
/// A model's metadata in the Open Inference Protocol's JSON: <c>inputs</c> and <c>outputs</c>, and for a model with a pipeline our
/// <c>events</c>, the columns that a raw event must have.
/// </summary>
internal static class MetadataJson
{
    public static PredictorMetadata Read(JsonElement model) => new()
    {
        Name = model.GetProperty("name").GetString()!,
        Inputs = Tensors(model, "inputs"),
        Outputs = Tensors(model, "outputs"),
        EventColumns = model.TryGetProperty("events", out JsonElement events)
            ? new Schema(events.GetProperty("columns").EnumerateArray().Select(Column))
            : null,
    };

    public static void WriteSignature(Utf8JsonWriter writer, PredictorMetadata metadata)
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

    private static TensorSignature[] Tensors(JsonElement model, string member) =>
        model.TryGetProperty(member, out JsonElement tensors) ? [.. tensors.EnumerateArray().Select(Tensor)] : [];

    private static TensorSignature Tensor(JsonElement tensor)
    {
        string datatype = tensor.GetProperty("datatype").GetString()!;
        if (!TensorTypes.TryParse(datatype, out TensorType type)) throw new FormatException($"The datatype '{datatype}' is not known.");
        return new TensorSignature(tensor.GetProperty("name").GetString()!, type,
            [.. tensor.GetProperty("shape").EnumerateArray().Select(Size)]);
    }

    private static ColumnSchema Column(JsonElement column)
    {
        string name = column.GetProperty("type").GetString()!;
        if (!ElementTypes.TryParse(name, out ElementType type)) throw new FormatException($"The type '{name}' of a column is not known.");
        ImmutableArray<Dimension> levels = [.. column.GetProperty("shape").EnumerateArray().Select(Level)];
        return new ColumnSchema(column.GetProperty("name").GetString()!, type, levels.AsSpan())
        {
            Counter = column.TryGetProperty("counter", out JsonElement counter) ? counter.GetString() : null,
        };
    }

    private static Dimension Level(JsonElement size) => size.GetInt32() < 0 ? Dimension.Variable : Dimension.Fixed(size.GetInt32());

    /// <summary>The protocol's numbers; KServe's clients have seen them as strings, too.</summary>
    private static long Size(JsonElement size) =>
        size.ValueKind == JsonValueKind.String ? long.Parse(size.GetString()!, CultureInfo.InvariantCulture) : size.GetInt64();

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

using System.Collections.Immutable;
using System.Text.Json;
using Hep.Jagged;

namespace Hep.Inference.Client;

/// <summary>Reads a model's metadata, with the columns of raw events where the service tells them.</summary>
internal static class MetadataReader
{
    public static PredictorMetadata Read(byte[] answer, string version)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(answer);
            JsonElement model = document.RootElement;
            return new PredictorMetadata
            {
                Name = model.GetProperty("name").GetString()!,
                Version = version,
                Inputs = Tensors(model, "inputs"),
                Outputs = Tensors(model, "outputs"),
                EventColumns = model.TryGetProperty("events", out JsonElement events)
                    ? new Schema(events.GetProperty("columns").EnumerateArray().Select(Column))
                    : null,
            };
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InferenceException(InferenceFailure.Internal, $"The service's metadata cannot be read: {e.Message}", e);
        }
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
        size.ValueKind == JsonValueKind.String
            ? long.Parse(size.GetString()!, System.Globalization.CultureInfo.InvariantCulture)
            : size.GetInt64();
}

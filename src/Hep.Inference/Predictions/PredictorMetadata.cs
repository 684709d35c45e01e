using System.Text;
using System.Text.Json;
using Hep.Jagged;

namespace Hep.Inference;

/// <summary>What a model is called and what it takes and gives.</summary>
public sealed record PredictorMetadata
{
    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>The version served; empty where the model has none.</summary>
    public string Version { get; init; } = "";

    /// <summary>The graph's inputs, in its order.</summary>
    public required IReadOnlyList<TensorSignature> Inputs { get; init; }

    /// <summary>The graph's outputs, in its order.</summary>
    public required IReadOnlyList<TensorSignature> Outputs { get; init; }

    /// <summary>
    /// The columns of raw events that the model's pipeline reads; null for a model without one, which takes tensors only.
    /// </summary>
    public Schema? EventColumns { get; init; }

    /// <summary>Reads what <see cref="ToJson"/> wrote, or a service of the Open Inference Protocol tells; it names no version.</summary>
    /// <exception cref="InferenceException">The text is no metadata: <see cref="InferenceFailure.Internal"/>.</exception>
    public static PredictorMetadata FromJson(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return MetadataJson.Read(document.RootElement);
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException
                or ArgumentException)
        {
            throw new InferenceException(InferenceFailure.Internal, $"The model's metadata cannot be read: {e.Message}", e);
        }
    }

    /// <summary>As an object of the Open Inference Protocol: name, inputs and outputs, and the columns of raw events.</summary>
    public string ToJson()
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter writer = new(text))
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, Name);
            WriteSignature(writer);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    /// <summary>Writes inputs, outputs and the columns of raw events as members of the object that is being written.</summary>
    public void WriteSignature(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        MetadataJson.WriteSignature(writer, this);
    }
}

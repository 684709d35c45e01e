using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train.Python;

/// <summary>
/// A model as a script hands it over: the length of a JSON document as 4 bytes, little-endian; the document; then the bytes of an ONNX
/// file, or the arrays to which the document refers.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="Told">What it says of itself, texts; null: nothing.</param>
internal sealed record HandedModel(OnnxModel Model, JsonObject? Told)
{
    private const int DocumentAtMost = 1 << 20;

    /// <summary>One row a form.</summary>
    private static readonly Dictionary<string, Func<JsonSection, ReadOnlyMemory<byte>, TrainingProblem, OnnxModel>> Forms =
        new(StringComparer.Ordinal)
        {
            ["onnx"] = (_, data, _) => OnnxModel.Load(data),
            ["layers"] = DescribedLayers.ToModel,
            ["trees"] = DescribedTrees.ToModel,
        };

    /// <exception cref="InvalidDataException">The bytes are no such model.</exception>
    public static HandedModel Read(ReadOnlyMemory<byte> content, TrainingProblem problem)
    {
        if (content.Length < sizeof(int) || BinaryPrimitives.ReadInt32LittleEndian(content.Span) is var length
            && (length is < 2 or > DocumentAtMost || length > content.Length - sizeof(int)))
            throw new InvalidDataException("has no description");
        try
        {
            ReadOnlyMemory<byte> data = content[(sizeof(int) + length)..];
            return JsonSection.Parse(Encoding.UTF8.GetString(content.Span.Slice(sizeof(int), length)), "model", section =>
                Forms.TryGetValue(section.Required("form").Text(), out var read)
                    ? new HandedModel(read(section, data, problem), section["told"] is { } told ? TextsOf(told) : null)
                    : throw section.Required("form").Error($"There are {string.Join(", ", Forms.Keys)}."));
        }
        catch (Exception failure) when (failure is PipelineException or OnnxException or ArgumentException)
        {
            throw new InvalidDataException($"cannot be used: {failure.Message}", failure);
        }
    }

    private static JsonObject TextsOf(JsonSection told) => new(told.Entries().Select(e => KeyValuePair.Create<string, JsonNode?>(
        e.Key, e.Value.Kind == JsonValueKind.Object ? TextsOf(e.Value) : e.Value.Text())));
}

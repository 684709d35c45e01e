using System.Buffers.Binary;
using System.Text;
using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train.Python;

/// <summary>
/// A model as a script hands it over: the length of a JSON document as 4 bytes, little-endian; the document; then the bytes of an ONNX
/// file, or the arrays to which the document refers.
/// </summary>
internal static class HandedModel
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
    public static OnnxModel Read(ReadOnlyMemory<byte> content, TrainingProblem problem)
    {
        if (content.Length < sizeof(int) || BinaryPrimitives.ReadInt32LittleEndian(content.Span) is var length
            && (length is < 2 or > DocumentAtMost || length > content.Length - sizeof(int)))
            throw new InvalidDataException("has no description");
        try
        {
            ReadOnlyMemory<byte> data = content[(sizeof(int) + length)..];
            return JsonSection.Parse(Encoding.UTF8.GetString(content.Span.Slice(sizeof(int), length)), "model", section =>
                Forms.TryGetValue(section.Required("form").Text(), out var read) ? read(section, data, problem)
                    : throw section.Required("form").Error($"There are {string.Join(", ", Forms.Keys)}."));
        }
        catch (Exception failure) when (failure is PipelineException or OnnxException or ArgumentException)
        {
            throw new InvalidDataException($"cannot be used: {failure.Message}", failure);
        }
    }
}

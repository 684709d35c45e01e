using System.Text.Json;
using Hep.Onnx;

namespace Hep.Inference.Server.Protocols.Models;

/// <summary>
/// The graph of a model for people to look at. Layers name those they read by their place in the list, always an earlier one; whatever a
/// model does, the answer has a bounded number of layers, and of each bounded texts and lists.
/// </summary>
internal static class GraphJson
{
    private const int MostLayers = 2000, MostOfList = 64, LongestText = 120;

    public static void Write(Utf8JsonWriter writer, OnnxModel model)
    {
        Dictionary<string, int> inputs = Number(model.Inputs.Select(i => i.Name)), makers = new(StringComparer.Ordinal);
        writer.WriteStartObject();
        writer.WriteString("producer"u8, Cut($"{model.Producer} {model.ProducerVersion}".Trim()));
        writer.WriteNumber("opset"u8, model.Opset);
        writer.WriteNumber("ir_version"u8, model.IrVersion);
        writer.WriteString("seal"u8, NameOf(model.Verify()));
        writer.WriteBoolean("has_pipeline"u8, model.Metadata.ContainsKey(OnnxModel.PipelineKey));
        writer.WriteNumber("parameters"u8, model.ParameterCount);
        writer.WriteStartArray("inputs"u8);
        foreach (OnnxTensorInfo input in model.Inputs.Take(MostOfList)) Write(writer, input, null);
        writer.WriteEndArray();
        writer.WriteStartArray("layers"u8);
        foreach ((int place, OnnxLayer layer) in model.Layers.Take(MostLayers).Index())
        {
            Write(writer, layer, inputs, makers);
            foreach (string made in layer.Outputs) makers[made] = place;
        }
        writer.WriteEndArray();
        writer.WriteNumber("layers_left_out"u8, Math.Max(0, model.Layers.Count - MostLayers));
        writer.WriteStartArray("outputs"u8);
        foreach (OnnxTensorInfo output in model.Outputs.Take(MostOfList))
            Write(writer, output, makers.TryGetValue(output.Name, out int maker) ? maker : null);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(
        Utf8JsonWriter writer, OnnxLayer layer, Dictionary<string, int> inputs, Dictionary<string, int> makers)
    {
        writer.WriteStartObject();
        writer.WriteString("operator"u8, Cut(layer.Operator));
        writer.WriteString("name"u8, Cut(layer.Name));
        writer.WriteNumber("parameters"u8, layer.ParameterCount);
        writer.WriteStartArray("weights"u8);
        foreach (IReadOnlyList<long> shape in layer.Weights.Take(MostOfList)) WriteShape(writer, shape);
        writer.WriteEndArray();
        WriteNumbers(writer, "layers", Find(makers, layer.Inputs));
        WriteNumbers(writer, "inputs", Find(inputs, layer.Inputs).Where(i => i < MostOfList));
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, OnnxTensorInfo tensor, int? maker)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, Cut(tensor.Name));
        writer.WriteString("type"u8, tensor.ElementType.ToString());
        if (tensor.Shape is { } shape)
        {
            writer.WritePropertyName("shape"u8);
            WriteShape(writer, shape);
        }
        if (maker is { } layer) writer.WriteNumber("layer"u8, layer);
        writer.WriteEndObject();
    }

    private static void WriteShape(Utf8JsonWriter writer, IReadOnlyList<long> shape)
    {
        writer.WriteStartArray();
        foreach (long length in shape.Take(MostOfList)) writer.WriteNumberValue(length);
        writer.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string name, IEnumerable<int> numbers)
    {
        writer.WriteStartArray(name);
        foreach (int number in numbers.Distinct().Take(MostOfList)) writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }

    private static IEnumerable<int> Find(Dictionary<string, int> places, IReadOnlyList<string> names)
    {
        foreach (string name in names)
            if (places.TryGetValue(name, out int place)) yield return place;
    }

    private static Dictionary<string, int> Number(IEnumerable<string> names)
    {
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        foreach ((int place, string name) in names.Index()) places[name] = place;
        return places;
    }

    private static string NameOf(ModelSeal seal) => seal switch
    {
        ModelSeal.Holds => "holds",
        ModelSeal.Broken => "broken",
        _ => "absent",
    };

    private static string Cut(string text) => text.Length <= LongestText ? text : $"{text.AsSpan(0, LongestText)}…";
}

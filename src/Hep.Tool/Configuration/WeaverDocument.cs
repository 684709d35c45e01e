using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hep.Jagged;
using Hep.Onnx;
using Hep.Tool.Terminal;

namespace Hep.Tool.Configuration;

/// <summary>A data configuration of weaver as a configuration of ours.</summary>
/// <param name="Json">The configuration, as its file holds it.</param>
/// <param name="Warnings">What it could not take over, each with its place in weaver's file.</param>
internal sealed record WeaverDocument(byte[] Json, IReadOnlyList<string> Warnings)
{
    private const string AnyFile = "*.root";

    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,      // formulas hold < and &; it is a file, never part of a page
    };

    /// <summary>Converts the text of a file.</summary>
    /// <param name="text">The YAML document.</param>
    /// <param name="path">Its file, for messages.</param>
    /// <param name="files">The files to train on: weaver has them on its command line; empty where they are still to be named.</param>
    /// <exception cref="ToolException">It is no data configuration, or needs what has no counterpart.</exception>
    public static WeaverDocument Convert(string text, string path, IReadOnlyList<string> files)
    {
        if (YamlDocument.ToJson(text, path) is not JsonObject root)
            throw new ToolException($"{path}: an object with weaver's keys (selection, new_variables, inputs, labels, …) is expected.");
        try
        {
            WeaverConfiguration weaver = WeaverConfiguration.FromJson(root.ToJsonString());
            IEnumerable<string> missing = files.Count > 0 ? [] :
                [$"dataset.sources: weaver has the files on its command line (--data-train): put them in place of \"{AnyFile}\"."];
            return new WeaverDocument(
                Write(ToConfiguration(weaver, files.Count > 0 ? files : [AnyFile])), [.. missing, .. weaver.Warnings]);
        }
        catch (PipelineException failure)
        {
            throw new ToolException($"{path}: {failure.Message}", failure);
        }
    }

    private static JsonObject ToConfiguration(WeaverConfiguration weaver, IReadOnlyList<string> files)
    {
        JsonObject features = JsonNode.Parse(weaver.Features.ToJson())!.AsObject();
        JsonObject source = new() { ["files"] = Texts(files) };
        if (weaver.Tree is { } tree) source["tree"] = tree;
        if (weaver.Label is [var one]) source["label"] = one;
        else if (!weaver.Label.IsEmpty) source["label"] = Texts(weaver.Label);
        if (weaver.Weight is { } weight) source["weight"] = weight;
        JsonObject dataset = new() { ["sources"] = new JsonArray(source) };
        if (features["define"] is { } define) dataset["define"] = define.DeepClone();
        if (features["where"] is { } where) dataset["where"] = where.DeepClone();
        if (weaver.Reweight is { } reweight) dataset["reweight"] = JsonNode.Parse(reweight.ToJson());
        JsonObject configuration = new() { ["dataset"] = dataset, ["features"] = features["features"]!.DeepClone() };
        // As many outputs as classes, as weaver's networks have, also where there are two.
        if (!weaver.Classes.IsEmpty) configuration["training"] = new JsonObject { ["task"] = ModelTasks.MultiClass };
        return configuration;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode?)JsonValue.Create(t))]);

    private static byte[] Write(JsonObject configuration)
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter writer = new(text, Indented)) configuration.WriteTo(writer);
        text.Write("\n"u8);
        return text.WrittenSpan.ToArray();
    }
}

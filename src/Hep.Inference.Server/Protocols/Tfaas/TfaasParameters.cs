using System.Text.Json;
using Hep.Inference.Server.Http;

namespace Hep.Inference.Server.Protocols.Tfaas;

/// <summary>
/// A bundle's <c>params.json</c>: the members that decide something here; the text itself is kept and given back as it came.
/// </summary>
/// <param name="Name">The model's name.</param>
/// <param name="ModelFile">The graph's file name.</param>
/// <param name="LabelsFile">The labels' file name; empty without labels.</param>
/// <param name="Text">The document.</param>
internal sealed record TfaasParameters(string Name, string ModelFile, string LabelsFile, string Text)
{
    private const string DefaultModelFile = "model.onnx";

    /// <exception cref="JsonException">The text is no object, or a member is no string.</exception>
    public static TfaasParameters Parse(byte[] text) => JsonBody.Parse(text, (ref Utf8JsonReader reader) =>
    {
        string name = "", model = DefaultModelFile, labels = "";
        JsonBody.ExpectObject(ref reader, "params.json");
        while (JsonBody.MoveToProperty(ref reader, out string member))
        {
            switch (member)
            {
                case "name": name = JsonBody.ReadText(ref reader, "'name' of params.json"); break;
                case "model": model = JsonBody.ReadText(ref reader, "'model' of params.json"); break;
                case "labels": labels = JsonBody.ReadText(ref reader, "'labels' of params.json"); break;
                default: reader.Skip(); break;
            }
        }
        return new TfaasParameters(name, model, labels, System.Text.Encoding.UTF8.GetString(text).TrimStart((char)0xFEFF));
    });

    /// <summary>What a model that came without a bundle says of itself.</summary>
    public static string Describe(ModelVersion version)
    {
        using PooledBuffer buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, version.Name);
            writer.WriteString("model"u8, DefaultModelFile);
            writer.WriteString("labels"u8, "");
            writer.WriteString("description"u8, $"version {version.Version}, {version.Digest}");
            writer.WriteString("timestamp"u8, version.Created);
            writer.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(buffer.Written.Span);
    }
}

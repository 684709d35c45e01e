using System.Globalization;
using System.Text.Json.Nodes;
using Hep.Tool.Terminal;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Hep.Tool.Configuration;

/// <summary>A YAML document as the JSON document of the same keys and values (core schema of YAML 1.2).</summary>
internal sealed class YamlDocument
{
    private const int MaxNodes = 100_000, MaxDepth = 32;      // aliases multiply: what they make is counted, not what is written

    private readonly string _file;
    private int _nodes;

    private YamlDocument(string file) => _file = file;

    /// <summary>Reads the only document of <paramref name="text"/>.</summary>
    /// <exception cref="ToolException">Not YAML, or more than a configuration holds; the message tells line and column.</exception>
    public static JsonNode? ToJson(string text, string file)
    {
        YamlStream stream = [];
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException failure)
        {
            throw new ToolException($"{file}({failure.Start.Line},{failure.Start.Column}): not YAML: {failure.Message}", failure);
        }
        // what the parser throws at some nonsense
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException)
        {
            throw new ToolException($"{file}: not YAML.", failure);
        }
        if (stream.Documents.Count != 1)
            throw new ToolException($"{file}: one YAML document is expected, {stream.Documents.Count} are there.");
        return new YamlDocument(file).Convert(stream.Documents[0].RootNode, depth: 0);
    }

    private JsonNode? Convert(YamlNode node, int depth)
    {
        if (depth > MaxDepth || ++_nodes > MaxNodes)
            throw Failure(node, $"more than {MaxDepth} levels or {MaxNodes} values are no configuration");
        switch (node)
        {
            case YamlScalarNode scalar:
                return Scalar(scalar);
            case YamlSequenceNode sequence:
                JsonArray list = [];
                foreach (YamlNode item in sequence) list.Add(Convert(item, depth + 1));
                return list;
            case YamlMappingNode mapping:
                JsonObject members = [];
                foreach ((YamlNode key, YamlNode value) in mapping)
                {
                    if (key is not YamlScalarNode { Value: { } name }) throw Failure(key, "a key is a word");
                    members.Add(name, Convert(value, depth + 1));
                }
                return members;
            default:
                throw Failure(node, "this kind of value has no meaning here");
        }
    }

    private static JsonValue? Scalar(YamlScalarNode scalar)
    {
        string text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain) return JsonValue.Create(text);
        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => JsonValue.Create(true),
            "false" or "False" or "FALSE" => JsonValue.Create(false),
            ".nan" or ".NaN" or ".NAN" => JsonValue.Create("nan"),
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer) =>
                JsonValue.Create(integer),
            _ when IsNumber(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                && double.IsFinite(number) => JsonValue.Create(number),
            _ => JsonValue.Create(text),
        };
    }

    // .NET also takes 'NaN' and 'Infinity' for numbers; in YAML they are words.
    private static bool IsNumber(string text) => char.IsAsciiDigit(text[^1]) || text[^1] == '.';

    private ToolException Failure(YamlNode node, string why) => new($"{_file}({node.Start.Line},{node.Start.Column}): {why}.");
}

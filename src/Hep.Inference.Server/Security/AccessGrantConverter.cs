using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hep.Inference.Server;

/// <summary>Grants in JSON: texts such as <c>"predict:cms"</c>.</summary>
public sealed class AccessGrantConverter : JsonConverter<AccessGrant>
{
    /// <inheritdoc/>
    public override AccessGrant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw new JsonException("A role is a text such as \"predict:cms\".");
        try
        {
            return AccessGrant.Parse(reader.GetString()!);
        }
        catch (FormatException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, AccessGrant value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStringValue(value.ToString());
    }
}

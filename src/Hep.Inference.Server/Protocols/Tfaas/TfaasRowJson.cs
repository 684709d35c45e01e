using System.Text.Json;
using Hep.Inference.Server.Http;

namespace Hep.Inference.Server.Protocols.Tfaas;

/// <summary>
/// The row as <c>{"keys":[…],"values":[…],"model":"…"}</c>. As in the Go service, names of members are read without case, unknown
/// ones are passed over, and <c>null</c> among the values is 0.
/// </summary>
internal static class TfaasRowJson
{
    public static TfaasRow Read(ReadOnlySpan<byte> body) => JsonBody.Parse(body, Read);

    private static TfaasRow Read(ref Utf8JsonReader reader)
    {
        List<string> keys = [];
        List<float> values = [];
        string model = "";
        JsonBody.ExpectObject(ref reader, "The row");
        while (JsonBody.MoveToProperty(ref reader, out string name))
        {
            switch (name.ToLowerInvariant())
            {
                case "keys": ReadKeys(ref reader, keys); break;
                case "values": ReadValues(ref reader, values); break;
                case "model": model = JsonBody.ReadText(ref reader, "'model'"); break;
                default: reader.Skip(); break;
            }
        }
        return new TfaasRow(keys, [.. values], model);
    }

    private static void ReadKeys(ref Utf8JsonReader reader, List<string> keys)
    {
        if (reader.TokenType == JsonTokenType.Null) return;
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("'keys' must be an array of strings.");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) keys.Add(JsonBody.ReadText(ref reader, "A key"));
    }

    private static void ReadValues(ref Utf8JsonReader reader, List<float> values)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("'values' must be an array of numbers.");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            float value = 0;
            if (reader.TokenType != JsonTokenType.Null && !JsonNumbers.TryRead(ref reader, out value))
                throw new InferenceException(InferenceFailure.InvalidRequest,
                    $"Value {values.Count} of the row is no number of single precision.");
            values.Add(value);
        }
    }
}

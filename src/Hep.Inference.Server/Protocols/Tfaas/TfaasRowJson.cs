using System.Text.Json;
using Hep.Inference.Server.Http;

namespace Hep.Inference.Server.Protocols.Tfaas;

/// <summary>
/// The row as <c>{"keys":[…],"values":[…],"model":"…"}</c>. As in the Go service, names of members are read without case, unknown
/// ones are passed over, and <c>null</c> among the values is 0. Keys are counted, and made texts only for who asks for them.
/// </summary>
internal sealed class TfaasRowJson
{
    /// <summary>Values for which memory is taken before they are read.</summary>
    private const int MostExpected = 4096;

    private readonly ReadOnlyMemory<byte> _body;
    private byte[] _keys = [];
    private int _keyCount;
    private List<float> _values = [];
    private string _model = "";

    private TfaasRowJson(ReadOnlyMemory<byte> body) => _body = body;

    public static TfaasRow Read(ReadOnlyMemory<byte> body)
    {
        TfaasRowJson row = new(JsonBody.WithoutMark(body));
        JsonBody.Parse(row._body.Span, row.Read);
        byte[] keys = row._keys;
        return new TfaasRow(row._keyCount, () => keys.Length == 0 ? [] : JsonBody.Parse(keys, ReadKeys), [.. row._values], row._model);
    }

    private bool Read(ref Utf8JsonReader reader)
    {
        JsonBody.ExpectObject(ref reader, "The row");
        while (JsonBody.MoveToProperty(ref reader, out string name))
        {
            switch (name.ToLowerInvariant())
            {
                case "keys": CountKeys(ref reader); break;
                case "values": ReadValues(ref reader); break;
                case "model": _model = JsonBody.ReadText(ref reader, "'model'"); break;
                default: reader.Skip(); break;
            }
        }
        return true;
    }

    private void CountKeys(ref Utf8JsonReader reader)
    {
        (_keys, _keyCount) = ([], 0);
        if (reader.TokenType == JsonTokenType.Null) return;
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("'keys' must be an array of strings.");
        int start = (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String) throw new JsonException("A key must be a string.");
            _keyCount++;
        }
        _keys = _body.Span[start..(int)reader.BytesConsumed].ToArray();
    }

    private void ReadValues(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("'values' must be an array of numbers.");
        _values = new(Math.Min(_keyCount, MostExpected));
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            float value = 0;
            if (reader.TokenType != JsonTokenType.Null && !JsonNumbers.TryRead(ref reader, out value))
                throw new InferenceException(InferenceFailure.InvalidRequest,
                    $"Value {_values.Count} of the row is no number of single precision.");
            _values.Add(value);
        }
    }

    private static List<string> ReadKeys(ref Utf8JsonReader reader)
    {
        List<string> keys = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) keys.Add(reader.GetString()!);
        return keys;
    }
}

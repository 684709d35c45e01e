using System.Text.Json;
using Hep.Inference.Server.Http;

namespace Hep.Inference.Server.Protocols.Tfaas;

/// <summary>
/// The row as <c>{"keys":[…],"values":[…],"model":"…"}</c>. As in the Go service, names of members are read without case, unknown
/// ones are passed over, and <c>null</c> among the values is 0. Keys are counted, and made texts only for who asks for them.
/// </summary>
internal sealed class TfaasRowJson
{
    /// <summary>Values for which memory is taken before they are read: as many as there are keys, within reason.</summary>
    private const int FewestExpected = 16, MostExpected = 4096;

    private readonly ReadOnlyMemory<byte> _body;
    private byte[] _keys = [];
    private int _keyCount;
    private float[] _values = [];
    private int _valueCount;
    private string _model = "";

    private TfaasRowJson(ReadOnlyMemory<byte> body) => _body = body;

    public static TfaasRow Read(ReadOnlyMemory<byte> body)
    {
        TfaasRowJson row = new(JsonBody.WithoutMark(body));
        JsonBody.Parse(row._body.Span, row.Read);
        byte[] keys = row._keys;
        return new TfaasRow(row._keyCount, () => keys.Length == 0 ? [] : JsonBody.Parse(keys, ReadKeys), row.Values(), row._model);
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
        (_values, _valueCount) = (new float[Math.Clamp(_keyCount, FewestExpected, MostExpected)], 0);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            float value = 0;
            if (reader.TokenType != JsonTokenType.Null && !JsonNumbers.TryRead(ref reader, out value))
                throw new InferenceException(InferenceFailure.InvalidRequest,
                    $"Value {_valueCount} of the row is no number of single precision.");
            if (_valueCount == _values.Length) Array.Resize(ref _values, 2 * _valueCount);
            _values[_valueCount++] = value;
        }
    }

    private float[] Values() => _valueCount == _values.Length ? _values : _values[.._valueCount];

    private static List<string> ReadKeys(ref Utf8JsonReader reader)
    {
        List<string> keys = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) keys.Add(reader.GetString()!);
        return keys;
    }
}

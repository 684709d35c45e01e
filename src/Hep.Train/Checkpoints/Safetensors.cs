using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Hep.Train;

/// <summary>
/// The safetensors format (https://huggingface.co/docs/safetensors, "Format"): the length of a header as 8 bytes, little-endian; the
/// header,
/// JSON with type, shape and place of each tensor and texts under <c>__metadata__</c>; then the tensors, one behind the other.
/// </summary>
internal static class Safetensors
{
    private const string Metadata = "__metadata__";
    private const int HeaderAtMost = 100_000_000;   // the format's own limit

    public static byte[] Write(EngineState state, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        using MemoryStream header = new();
        using (Utf8JsonWriter json = new(header))
        {
            json.WriteStartObject();
            json.WriteStartObject(Metadata);
            foreach ((string key, string value) in metadata) json.WriteString(key, value);
            json.WriteEndObject();
            long at = 0;
            foreach ((string name, StateTensor tensor) in state.Tensors) at = WriteTensor(json, name, tensor, at);
            json.WriteEndObject();
        }
        while (header.Length % 8 != 0) header.WriteByte((byte)' ');
        byte[] file = new byte[checked(8 + header.Length + state.Tensors.Values.Sum(t => (long)t.Bytes.Length))];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.GetBuffer().AsSpan(0, (int)header.Length).CopyTo(file.AsSpan(8));
        int place = 8 + (int)header.Length;
        foreach (StateTensor tensor in state.Tensors.Values)
        {
            tensor.Bytes.CopyTo(file.AsSpan(place));
            place += tensor.Bytes.Length;
        }
        return file;
    }

    /// <exception cref="InvalidDataException">The bytes are no such file.</exception>
    public static (EngineState State, Dictionary<string, string> Metadata) Read(ReadOnlySpan<byte> file)
    {
        long length = file.Length < 8 ? 0 : BinaryPrimitives.ReadInt64LittleEndian(file);
        if (length is < 2 or > HeaderAtMost || length > file.Length - 8)
            throw new InvalidDataException($"its {file.Length} bytes hold no header of a safetensors file");
        ReadOnlySpan<byte> data = file[(8 + (int)length)..];
        try
        {
            using JsonDocument header = JsonDocument.Parse(file.Slice(8, (int)length).ToArray(),
                new JsonDocumentOptions { AllowDuplicateProperties = false });
            EngineState state = new();
            Dictionary<string, string> metadata = new(StringComparer.Ordinal);
            long at = 0;
            foreach (JsonProperty property in header.RootElement.EnumerateObject())
                if (property.Name == Metadata)
                    foreach (JsonProperty text in property.Value.EnumerateObject()) metadata[text.Name] = text.Value.GetString() ?? "";
                else at = ReadTensor(state, property, data, at);
            return at == data.Length ? (state, metadata)
                : throw new InvalidDataException($"{data.Length} bytes of tensors stand where its header tells of {at}");
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException or KeyNotFoundException
            or DecoderFallbackException or OverflowException)
        {
            throw new InvalidDataException($"its header is damaged: {failure.Message}", failure);
        }
    }

    private static long WriteTensor(Utf8JsonWriter json, string name, StateTensor tensor, long at)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", tensor.Type);
        json.WriteStartArray("shape");
        foreach (long axis in tensor.Shape) json.WriteNumberValue(axis);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(at);
        json.WriteNumberValue(at + tensor.Bytes.Length);
        json.WriteEndArray();
        json.WriteEndObject();
        return at + tensor.Bytes.Length;
    }

    private static long ReadTensor(EngineState state, JsonProperty property, ReadOnlySpan<byte> data, long at)
    {
        string type = property.Value.GetProperty("dtype").GetString() ?? "";
        long[] shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(a => a.GetInt64())];
        JsonElement offsets = property.Value.GetProperty("data_offsets");
        (long begin, long end) = (offsets[0].GetInt64(), offsets[1].GetInt64());
        if (Array.Exists(shape, axis => axis < 0)) throw new FormatException("an axis is negative");
        long bytes = shape.Aggregate((long)StateTensor.SizeOf(type), (a, b) => checked(a * b));
        if (StateTensor.SizeOf(type) == 0 || begin != at || end < begin || end > data.Length || bytes != end - begin)
            throw new InvalidDataException($"'{property.Name}' is {type} with {bytes} bytes, from {begin} to {end} of {data.Length}");
        state.Add(property.Name, new StateTensor(type, shape, data[(int)begin..(int)end].ToArray()));
        return end;
    }
}

using System.Collections.Immutable;
using System.Text.Json;

namespace Hep.Inference.Client;

/// <summary>Reads the outputs of an inference response object of the Open Inference Protocol v2.</summary>
internal static class InferResponseReader
{
    /// <exception cref="InferenceException">The answer is none.</exception>
    public static List<Tensor> Read(ReadOnlySpan<byte> answer)
    {
        List<Tensor> outputs = [];
        try
        {
            Utf8JsonReader reader = new(answer);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("It is no object.");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool areOutputs = reader.ValueTextEquals("outputs"u8);
                reader.Read();
                if (!areOutputs) reader.Skip();
                else
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                        outputs.Add(ReadOutput(ref reader, (answer.Length / 2) + 1));
            }
            return outputs;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or InferenceException)
        {
            outputs.ForEach(o => o.Dispose());
            throw new InferenceException(InferenceFailure.Internal, $"The service's answer cannot be read: {e.Message}", e);
        }
    }

    private static Tensor ReadOutput(ref Utf8JsonReader reader, long mostElements)
    {
        string name = "", datatype = "";
        ImmutableArray<long> shape = [];
        Utf8JsonReader data = default;
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("An output is no object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string member = reader.GetString()!;
            reader.Read();
            switch (member)
            {
                case "name": name = reader.GetString() ?? ""; break;
                case "datatype": datatype = reader.GetString() ?? ""; break;
                case "shape": shape = ReadShape(ref reader); break;
                case "data":
                    data = reader;   // type and shape may come later
                    reader.Skip();
                    break;
                default: reader.Skip(); break;
            }
        }
        if (name.Length == 0 || !TensorTypes.TryParse(datatype, out TensorType type))
            throw new JsonException($"Output '{name}' has the datatype '{datatype}'.");
        return TensorJson.ReadData(ref data, new TensorSignature(name, type, shape), mostElements);
    }

    private static ImmutableArray<long> ReadShape(ref Utf8JsonReader reader)
    {
        ImmutableArray<long>.Builder shape = ImmutableArray.CreateBuilder<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) shape.Add(reader.GetInt64());
        return shape.ToImmutable();
    }
}

using System.Collections.Immutable;
using System.Text.Json;

namespace Hep.Inference.Client;

/// <summary>Reads the outputs of an inference response object of the Open Inference Protocol v2.</summary>
internal static class InferResponseReader
{
    private const int MostAxes = 64;

    /// <param name="answer">The object.</param>
    /// <param name="binaryBytes">The bytes of tensors that may follow it.</param>
    /// <returns>The version that answered, and its outputs.</returns>
    /// <exception cref="InferenceException">The answer is none.</exception>
    public static (string Version, List<AnsweredOutput> Outputs) Read(ReadOnlySpan<byte> answer, int binaryBytes)
    {
        string version = "";
        List<AnsweredOutput> outputs = [];
        try
        {
            Utf8JsonReader reader = new(answer);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("It is no object.");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool areOutputs = reader.ValueTextEquals("outputs"u8), isVersion = reader.ValueTextEquals("model_version"u8);
                reader.Read();
                if (isVersion) version = reader.GetString() ?? "";
                else if (!areOutputs) reader.Skip();
                else
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                        outputs.Add(ReadOutput(ref reader, (answer.Length / 2) + 1, ref binaryBytes));
            }
            return outputs.Count > 0 ? (version, outputs) : throw new JsonException("It has no outputs.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or InferenceException)
        {
            outputs.ForEach(o => o.Dispose());
            throw new InferenceException(InferenceFailure.Internal, $"The service's answer cannot be read: {e.Message}", e);
        }
    }

    private static AnsweredOutput ReadOutput(ref Utf8JsonReader reader, long mostElements, ref int binaryBytes)
    {
        string name = "", datatype = "";
        ImmutableArray<long> shape = [];
        Utf8JsonReader data = default;
        int? binarySize = null;
        bool hasData = false;
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
                case "parameters": binarySize = ReadBinarySize(ref reader); break;
                case "data":
                    data = reader;   // type and shape may come later
                    hasData = true;
                    reader.Skip();
                    break;
                default: reader.Skip(); break;
            }
        }
        if (name.Length == 0 || !TensorTypes.TryParse(datatype, out TensorType type))
            throw new JsonException($"Output '{name}' has the datatype '{datatype}'.");
        TensorSignature signature = new(name, type, shape);
        if (binarySize is not { } size)
            return hasData
                ? new AnsweredOutput(TensorJson.ReadData(ref data, signature, mostElements), null)
                : throw new JsonException($"Output '{name}' has no values.");
        if (size < 0 || size > binaryBytes) throw new JsonException($"Output '{name}' announces {size} bytes, {binaryBytes} may follow.");
        binaryBytes -= size;
        return new AnsweredOutput(null, IncomingTensor.Rent(signature, size));
    }

    private static int? ReadBinarySize(ref Utf8JsonReader reader)
    {
        int? size = null;
        if (reader.TokenType == JsonTokenType.Null) return null;   // KServe's way of having none
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("The parameters of an output are no object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isSize = reader.ValueTextEquals("binary_data_size"u8);
            reader.Read();
            if (isSize) size = reader.GetInt32();
            else reader.Skip();
        }
        return size;
    }

    private static ImmutableArray<long> ReadShape(ref Utf8JsonReader reader)
    {
        ImmutableArray<long>.Builder shape = ImmutableArray.CreateBuilder<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (shape.Count == MostAxes) throw new JsonException($"A shape has more than {MostAxes} axes.");
            shape.Add(reader.GetInt64());
        }
        return shape.ToImmutable();
    }
}

using System.Text.Json;

namespace Hep.Inference;

/// <summary>
/// The <c>data</c> of a tensor in the Open Inference Protocol's JSON: an array, row-major, flat or nested as the shape says.
/// FP16 and BF16 are not carried in JSON, as the protocol has it.
/// </summary>
public static class TensorJson
{
    /// <summary>Reads the array at whose start the reader stands, and leaves it at the array's end.</summary>
    /// <param name="reader">At <see cref="JsonTokenType.StartArray"/>.</param>
    /// <param name="signature">Name, type and the exact shape.</param>
    /// <param name="mostElements">
    /// What the message could hold at most, half its bytes: a shape that asks for more is refused before memory is taken.
    /// </param>
    /// <exception cref="InferenceException">Number, nesting or kind of the values do not fit.</exception>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static Tensor ReadData(ref Utf8JsonReader reader, TensorSignature signature, long mostElements)
    {
        int count = TensorShape.CountElements(signature.Name, signature.Shape);
        if (signature.Type is TensorType.Float16 or TensorType.BFloat16) throw NotInJson(signature);
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new InferenceException(InferenceFailure.InvalidRequest, $"Tensor '{signature.Name}': 'data' must be an array.");
        if (count > mostElements)
            throw new InferenceException(InferenceFailure.InvalidRequest,
                $"Tensor '{signature}' needs {count} values, far more than the message holds.");
        TensorJsonReader operation = new(reader, signature, count);
        Tensor tensor = signature.Type == TensorType.Bytes
            ? operation.ReadStrings()
            : signature.Type.Dispatch<TensorJsonReader, Tensor>(ref operation);
        reader = operation.Reader;
        return tensor;
    }

    /// <summary>Writes a flat array.</summary>
    /// <exception cref="InferenceException">JSON does not carry the type, or bytes are no text.</exception>
    public static void WriteData(Utf8JsonWriter writer, Tensor tensor, JsonNaN nan = JsonNaN.Null)
    {
        writer.WriteStartArray();
        WriteValues(writer, tensor, 0, tensor.Count, nan);
        writer.WriteEndArray();
    }

    /// <summary>Writes consecutive elements into an array that the caller has begun.</summary>
    /// <exception cref="InferenceException">JSON does not carry the type, or bytes are no text.</exception>
    public static void WriteValues(Utf8JsonWriter writer, Tensor tensor, int start, int count, JsonNaN nan = JsonNaN.Null)
    {
        if (tensor.Type is TensorType.Float16 or TensorType.BFloat16) throw NotInJson(tensor.Signature);
        TensorJsonWriter operation = new(writer, tensor, start, count, nan);
        if (tensor is BytesTensor strings) operation.WriteStrings(strings);
        else tensor.Type.Dispatch<TensorJsonWriter, bool>(ref operation);
    }

    private static InferenceException NotInJson(TensorSignature tensor) =>
        new(InferenceFailure.InvalidRequest, $"Tensor '{tensor.Name}': JSON does not carry {tensor.Type.Datatype}.");
}

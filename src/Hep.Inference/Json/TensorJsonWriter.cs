using System.Text.Json;
using System.Text.Unicode;

namespace Hep.Inference;

/// <summary>Writes consecutive elements of one tensor.</summary>
internal readonly struct TensorJsonWriter(Utf8JsonWriter writer, Tensor tensor, int start, int count, JsonNaN nan) : IElementOperation<bool>
{
    public bool Invoke<T>() where T : unmanaged
    {
        foreach (T value in tensor.Get<T>().Slice(start, count)) JsonNumbers.Write(writer, value, nan);
        return true;
    }

    public void WriteStrings(BytesTensor strings)
    {
        for (int i = start; i < start + count; i++)
        {
            if (!Utf8.IsValid(strings[i]))
                throw new InferenceException(InferenceFailure.InvalidRequest,
                    $"Tensor '{tensor.Name}': element {i} is no text in UTF-8, which JSON cannot carry.");
            writer.WriteStringValue(strings[i]);
        }
    }
}

using System.Text.Json;
using System.Text.Unicode;

namespace Hep.Inference;

/// <summary>Writes consecutive elements of one tensor.</summary>
internal readonly struct TensorJsonWriter(Utf8JsonWriter writer, Tensor tensor, int start, int count, JsonNaN nan) : IElementOperation<bool>
{
    public bool Invoke<T>() where T : unmanaged
    {
        if (nan == JsonNaN.Refuse) CheckFinite(tensor.Get<T>().Slice(start, count));
        foreach (T value in tensor.Get<T>().Slice(start, count)) JsonNumbers.Write(writer, value, nan);
        return true;
    }

    private void CheckFinite<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double)) return;
        for (int i = 0; i < values.Length; i++)
            if (values[i] switch { float single => !float.IsFinite(single), double number => !double.IsFinite(number), _ => false })
                throw new InferenceException(InferenceFailure.InvalidRequest,
                    $"Tensor '{tensor.Name}': element {start + i} is {values[i]}, for which JSON has no word: ask for binary output, or "
                        + "with the parameter 'nan' for \"null\" or \"string\".");
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

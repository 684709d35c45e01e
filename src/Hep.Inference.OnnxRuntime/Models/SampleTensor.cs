using System.Numerics;

namespace Hep.Inference.OnnxRuntime;

/// <summary>
/// Harmless values for a model's first runs: numbers between 0 and 1, integers 0 and 1 (which are valid indices), empty text.
/// </summary>
internal static class SampleTensor
{
    /// <summary>A tensor of 64 MiB of singles: a model that wants more for one row is no model for events.</summary>
    private const long MostElements = 1 << 24;

    /// <exception cref="InferenceException">A row of the input is larger than any model for events needs.</exception>
    public static Tensor Create(TensorSignature input, int rows, int freeSize)
    {
        long[] shape = new long[input.Shape.Length];
        double count = 1;
        for (int i = 0; i < shape.Length; i++) count *= shape[i] = input.Shape[i] >= 0 ? input.Shape[i] : i == 0 ? rows : freeSize;
        if (count > MostElements)
            throw new InferenceException(InferenceFailure.InvalidModel,
                $"The model's input '{input}' wants more than {MostElements} elements at once.");
        int n = (int)count;
        return input.Type switch
        {
            TensorType.Float32 => Tensor.Create(input.Name, shape, Numbers<float>(n)),
            TensorType.Float64 => Tensor.Create(input.Name, shape, Numbers<double>(n)),
            TensorType.Float16 => Tensor.Create(input.Name, shape, Numbers<Half>(n)),
            TensorType.Bytes => Tensor.CreateText(input.Name, shape, Enumerable.Repeat("", n).ToArray()),
            _ => Tensor.FromBytes(input.Name, input.Type, shape, ZerosAndOnes(n, input.Type.Width)),
        };
    }

    /// <summary>Whether two tensors of one shape hold the same values, floats up to the rounding of another order of summation.</summary>
    public static bool AreClose(Tensor one, Tensor other) => (one, other) switch
    {
        (Tensor<float> a, Tensor<float> b) => AreClose(a.Values, b.Values),
        (Tensor<double> a, Tensor<double> b) => AreClose(a.Values, b.Values),
        (Tensor<Half> a, Tensor<Half> b) => AreClose(a.Values, b.Values, 1e-2),
        (BytesTensor a, BytesTensor b) => Enumerable.Range(0, a.Count).All(i => a[i].SequenceEqual(b[i])),
        _ => one.AsBytes().SequenceEqual(other.AsBytes()),
    };

    private static bool AreClose<T>(ReadOnlySpan<T> one, ReadOnlySpan<T> other, double tolerance = 1e-4)
        where T : unmanaged, IFloatingPoint<T>
    {
        for (int i = 0; i < one.Length; i++)
        {
            double a = double.CreateChecked(one[i]), b = double.CreateChecked(other[i]);
            if (!a.Equals(b) && !(Math.Abs(a - b) <= tolerance * Math.Max(1, Math.Abs(a)))) return false;   // Equals: NaN is NaN
        }
        return true;
    }

    private static T[] Numbers<T>(int count) where T : unmanaged, IFloatingPoint<T>
    {
        T[] numbers = new T[count];
        for (int i = 0; i < count; i++) numbers[i] = T.CreateChecked(i * 37 % 101 / 101.0);
        return numbers;
    }

    private static byte[] ZerosAndOnes(int count, int width)
    {
        byte[] bytes = new byte[count * width];
        for (int i = 0; i < count; i += 2) bytes[i * width] = 1;
        return bytes;
    }
}

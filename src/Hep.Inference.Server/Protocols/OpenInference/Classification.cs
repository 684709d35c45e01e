using System.Globalization;
using System.Numerics;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>
/// Triton's classification extension: in place of an output's values the classes with the highest ones, as texts
/// <c>value:index[:label]</c>, descending.
/// </summary>
internal static class Classification
{
    /// <param name="output">The values of each class.</param>
    /// <param name="most">The classes wanted; an output with fewer gives all of its.</param>
    /// <param name="hasRows">Whether the first axis is that of the events; else all values are of one.</param>
    /// <param name="labels">Names of the classes, as many as there are.</param>
    /// <returns>BYTES [rows, n], or [n].</returns>
    /// <exception cref="InferenceException">The output holds strings or half-precision bits.</exception>
    public static BytesTensor Classify(Tensor output, int most, bool hasRows, IReadOnlyList<string> labels)
    {
        int rows = hasRows ? output.RowCount : 1, classes = rows == 0 ? 0 : output.Count / rows;
        int wanted = Math.Min(most, classes);
        List<string> texts = new(rows * wanted);
        for (int row = 0; row < rows; row++)
            texts.AddRange(output switch
            {
                Tensor<float> t => Best(t.Values.Slice(row * classes, classes), wanted, labels, "F6"),
                Tensor<double> t => Best(t.Values.Slice(row * classes, classes), wanted, labels, "F6"),
                Tensor<Half> t => Best(t.Values.Slice(row * classes, classes), wanted, labels, "F6"),
                Tensor<sbyte> t => Best(t.Values.Slice(row * classes, classes), wanted, labels, "D"),
                Tensor<short> t => Best(t.Values.Slice(row * classes, classes), wanted, labels, "D"),
                Tensor<int> t => Best(t.Values.Slice(row * classes, classes), wanted, labels, "D"),
                Tensor<long> t => Best(t.Values.Slice(row * classes, classes), wanted, labels, "D"),
                Tensor<byte> t => Best(t.Values.Slice(row * classes, classes), wanted, labels, "D"),
                Tensor<ushort> { Type: TensorType.UInt16 } t => Best(t.Values.Slice(row * classes, classes), wanted, labels, "D"),
                Tensor<uint> t => Best(t.Values.Slice(row * classes, classes), wanted, labels, "D"),
                Tensor<ulong> t => Best(t.Values.Slice(row * classes, classes), wanted, labels, "D"),
                _ => throw new InferenceException(InferenceFailure.InvalidRequest,
                    $"Output '{output.Name}' is {output.Type.Datatype}, of which there are no classes."),
            });
        return Tensor.CreateText(output.Name, hasRows ? [rows, wanted] : [wanted], texts);
    }

    private static string[] Best<T>(ReadOnlySpan<T> values, int wanted, IReadOnlyList<string> labels, string format)
        where T : unmanaged, INumber<T>
    {
        T[] sorted = values.ToArray();
        int[] places = [.. Enumerable.Range(0, sorted.Length)];
        // NaN compares as the least; equal ones keep their order
        Array.Sort(places, (a, b) => sorted[b].CompareTo(sorted[a]) is var order and not 0 ? order : a.CompareTo(b));
        return Array.ConvertAll(places[..wanted], place =>
        {
            string value = sorted[place].ToString(format, CultureInfo.InvariantCulture);
            return place < labels.Count ? $"{value}:{place}:{labels[place]}" : $"{value}:{place}";
        });
    }
}

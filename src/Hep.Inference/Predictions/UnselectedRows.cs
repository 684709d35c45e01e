using System.Numerics;
using System.Runtime.InteropServices;

namespace Hep.Inference;

/// <summary>What the model said of events that fail the cut is no prediction: their floating-point outputs become NaN.</summary>
internal static class UnselectedRows
{
    /// <summary>Overwrites the rows of events that are not selected, in every output with a row an event.</summary>
    public static void BecomeNaN(IReadOnlyList<Tensor> outputs, ReadOnlySpan<bool> selected)
    {
        if (!selected.Contains(false)) return;
        foreach (Tensor output in outputs)
        {
            if (output.Shape.IsEmpty || output.RowCount != selected.Length) continue;
            if (output is Tensor<float> singles) Fill(singles, selected);
            else if (output is Tensor<double> doubles) Fill(doubles, selected);
            else if (output is Tensor<Half> halves) Fill(halves, selected);
        }
    }

    private static void Fill<T>(Tensor<T> output, ReadOnlySpan<bool> selected) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> values = MemoryMarshal.AsMemory(output.Memory).Span;   // nobody has seen these outputs yet
        int stride = output.Count / selected.Length;
        for (int row = 0; row < selected.Length; row++)
            if (!selected[row]) values.Slice(row * stride, stride).Fill(T.NaN);
    }
}

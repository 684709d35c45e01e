using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Hep.Jagged;

namespace Hep.Train.ML;

/// <summary>Rows of cells as a model sees them, in training and in prediction.</summary>
internal static class CellRows
{
    /// <summary>Fills one row.</summary>
    /// <param name="batch">The entries.</param>
    /// <param name="entry">Which of them.</param>
    /// <param name="columns">What masked cells and NaN become.</param>
    /// <param name="row">[width].</param>
    public static void Fill(PaddedBatch batch, int entry, PaddedBatchColumns columns, Span<float> row)
    {
        int cells = columns.CellCount;
        ReadOnlySpan<bool> mask = batch.Mask.Slice(entry * cells, cells);
        batch.Features.Slice(entry * cells, cells).CopyTo(row);
        if (columns.Missing == MissingCells.MaskBeside) TensorPrimitives.ConvertChecked(MemoryMarshal.AsBytes(mask), row[cells..]);
        else if (columns.Missing == MissingCells.NaN)
            for (int cell = 0; cell < cells; cell++)
                if (!mask[cell]) row[cell] = float.NaN;
        if (float.IsNaN(columns.NanAs)) return;
        foreach (ref float value in row)
            if (float.IsNaN(value)) value = columns.NanAs;
    }

    /// <summary>All rows of a batch, [n, width].</summary>
    public static float[] Of(PaddedBatch batch, PaddedBatchColumns columns)
    {
        float[] rows = new float[batch.EntryCount * columns.Width];
        for (int entry = 0; entry < batch.EntryCount; entry++)
            Fill(batch, entry, columns, rows.AsSpan(entry * columns.Width, columns.Width));
        return rows;
    }
}

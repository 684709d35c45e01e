using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hep.Jagged;

/// <summary>The cell of a flat column with one value an entry.</summary>
/// <param name="first">The cell in a row.</param>
/// <param name="others">What fills it where some values are NaN.</param>
internal sealed class FlatCells(int first, CellBlock others) : CellBlock
{
    public override int Fill(in ScaledColumn column, int start, int end, CellRows rows)
    {
        if (!column.AllFinite) return others.Fill(column, start, end, rows);
        ReadOnlySpan<float> values = column.Values[start..end];
        // Both hold whole rows, and the cell is one of each.
        ref float features = ref MemoryMarshal.GetReference(rows.Features[(start * rows.Width)..(end * rows.Width)]);
        ref bool mask = ref MemoryMarshal.GetReference(rows.Mask[(start * rows.Width)..(end * rows.Width)]);
        nint cell = first;
        foreach (float value in values)
        {
            Unsafe.Add(ref features, cell) = value;
            Unsafe.Add(ref mask, cell) = true;
            cell += rows.Width;
        }
        return NoRow;
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hep.Jagged;

/// <summary>
/// The cells of a list with one value an object, padded by a constant: eight at once, values and padding alike, whatever the length. What
/// that is too many is padding in cells of later columns of the row.
/// </summary>
/// <param name="first">The first cell in a row.</param>
/// <param name="slots">Objects that have cells.</param>
/// <param name="padding">What cells behind the list hold.</param>
/// <param name="others">What fills them where some values are NaN.</param>
internal sealed class ListCells(int first, int slots, float padding, CellBlock others) : CellBlock
{
    private const ulong EightTrue = 0x0101010101010101;

    private readonly int _written = (slots + Lanes - 1) / Lanes * Lanes;

    /// <summary>Values that are read, and cells that are written, at once.</summary>
    public static int Lanes => Vector256<float>.Count;

    public override int Fill(in ScaledColumn column, int start, int end, CellRows rows)
    {
        if (!column.AllFinite) return others.Fill(column, start, end, rows);
        if (first + _written > rows.Width) FillExactly(column, start, end, rows);
        else FillWidely(column, start, end, rows);
        return NoRow;
    }

    private void FillWidely(in ScaledColumn column, int start, int end, CellRows rows)
    {
        ReadOnlySpan<int> offsets = column.Offsets[start..(end + 1)];
        Span<float> cells = rows.Features[(start * rows.Width)..(end * rows.Width)];
        Span<bool> marks = rows.Mask[(start * rows.Width)..(end * rows.Width)];
        ref float values = ref MemoryMarshal.GetReference(column.Values);
        ref float features = ref MemoryMarshal.GetReference(cells);
        ref byte mask = ref Unsafe.As<bool, byte>(ref MemoryMarshal.GetReference(marks));
        nuint at = (nuint)first;
        Vector256<float> pad = Vector256.Create(padding);
        int last = column.Values.Length;                // there are as many more to read as a vector holds
        for (int row = 0; row + 1 < offsets.Length; row++)
        {
            int from = offsets[row], length = Math.Min(offsets[row + 1] - from, slots);
            for (int cell = 0; cell < _written; cell += Lanes)
            {
                int left = length - cell;
                Vector256<float> read = Vector256.LoadUnsafe(ref values, (nuint)Math.Min(from + cell, last));
                Vector256<float> exists = Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(left)).AsSingle();
                Vector256.ConditionalSelect(exists, read, pad).StoreUnsafe(ref features, at + (nuint)cell);
                ulong there = left >= Lanes ? EightTrue : left <= 0 ? 0 : EightTrue >> (64 - 8 * left);
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref mask, at + (nuint)cell), BitConverter.IsLittleEndian ? there : Swapped(there));
            }
            at += (nuint)rows.Width;
        }
    }

    private static ulong Swapped(ulong bytes) => System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(bytes);

    private void FillExactly(in ScaledColumn column, int start, int end, CellRows rows)
    {
        for (int row = start; row < end; row++)
        {
            int from = column.Offsets[row], length = Math.Min(column.Offsets[row + 1] - from, slots);
            Span<float> cells = rows.Features.Slice(row * rows.Width + first, slots);
            Span<bool> mask = rows.Mask.Slice(row * rows.Width + first, slots);
            for (int i = 0; i < cells.Length && i < mask.Length; i++)
                (cells[i], mask[i]) = i < length ? (column.Values[from + i], true) : (padding, false);
        }
    }
}

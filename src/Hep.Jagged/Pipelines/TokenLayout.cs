using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Hep.Jagged;

/// <summary>Where the objects of a collection stand among the cells of a row: a block of cells a column, as many for each object.</summary>
/// <param name="Slots">Objects that have cells.</param>
/// <param name="Columns">What one object is, a name for each number: <c>Jet_pt</c>, <c>Jet_flavour=4</c>.</param>
/// <param name="Blocks">For each column the first cell, and the cells of an object.</param>
internal sealed record TokenLayout(int Slots, ImmutableArray<string> Columns, ImmutableArray<(int First, int Width)> Blocks)
{
    /// <summary>For each number of each object, [slots, columns], its cell.</summary>
    public ImmutableArray<int> Cells()
    {
        int[] cells = new int[Slots * Columns.Length];
        int place = 0;
        foreach ((int first, int count) in Blocks)
        {
            for (int slot = 0; slot < Slots; slot++)
                for (int i = 0; i < count; i++) cells[slot * Columns.Length + place + i] = first + slot * count + i;
            place += count;
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(cells);
    }

    /// <summary>Writes the objects of rows, [rows, slots, columns], from rows of cells.</summary>
    public void GatherRows(ReadOnlySpan<float> features, int cellCount, Span<float> objects)
    {
        int width = Slots * Columns.Length;
        for (int row = 0; row * width < objects.Length; row++)
            Gather(features.Slice(row * cellCount, cellCount), objects.Slice(row * width, width));
    }

    /// <summary>Writes the cells of a row, column by column, as the first of its objects, [objects, columns].</summary>
    public void Gather(ReadOnlySpan<float> row, Span<float> objects)
    {
        int width = Columns.Length, place = 0, slots = width == 0 ? 0 : objects.Length / width;
        foreach ((int first, int count) in Blocks)
        {
            ReadOnlySpan<float> block = row.Slice(first, Slots * count);
            for (int slot = 0; slot < slots; slot++)
                for (int i = 0; i < count; i++) objects[slot * width + place + i] = block[slot * count + i];
            place += count;
        }
    }
}

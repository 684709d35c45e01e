using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>Makes columns of rows of cells again.</summary>
internal static class PipelineInverse
{
    /// <param name="pipeline">What made the batch.</param>
    /// <param name="batch">Mask and lengths.</param>
    /// <param name="features">The numbers in the cells.</param>
    /// <param name="present">For each entry, whether its lists have any elements; empty: all.</param>
    public static EntryBatch Invert(
        FeaturePipeline pipeline, PaddedBatch batch, ReadOnlySpan<float> features, ReadOnlySpan<bool> present)
    {
        ImmutableArray<RecipeColumn> recipe = pipeline.Definition.Recipe.Columns;
        SharedMemory<int>[] offsets = new SharedMemory<int>[pipeline.Collections.Length];
        for (int i = 0; i < offsets.Length; i++)
        {
            bool isFixed = recipe.First(c => c.Collection == i).Shape.FixedLists > 0;
            offsets[i] = OffsetsOf(
                batch.Lengths(pipeline.Collections[i].Name), pipeline.Collections[i].Slots, isFixed ? [] : present);
        }
        Column[] columns = new Column[recipe.Length];
        for (int i = 0; i < columns.Length; i++)
            columns[i] = InvertColumn(
                pipeline, batch, features, present, i, recipe[i].Collection < 0 ? null : offsets[recipe[i].Collection]);
        foreach (SharedMemory<int> shared in offsets) shared.Dispose();   // the columns hold handles of their own
        return new EntryBatch(columns, batch.Identities.Share());
    }

    private static Column InvertColumn(FeaturePipeline pipeline, PaddedBatch batch, ReadOnlySpan<float> features,
        ReadOnlySpan<bool> present, int index, SharedMemory<int>? outer)
    {
        RecipeColumn column = pipeline.Definition.Recipe.Columns[index];
        ColumnCells cells = pipeline.Definition.Columns[index];
        int slots = column.Collection < 0 ? 0 : pipeline.Collections[column.Collection].Slots;
        using SharedMemory<int>? inner = column.Shape.Levels == FeatureLevels.ListsOfLists
            ? InnerOffsetsOf(batch.InnerLengths(column.Name), outer!.Span, slots, cells.InnerSlots, present) : null;
        int values = checked((inner ?? outer)?.Span[^1] * column.Shape.Stride ?? batch.EntryCount * column.Shape.Stride);
        using SharedMemory<double> gathered = SharedMemory<double>.Rent(values);
        CellReader reader = new(batch, features, pipeline.Layout.FirstCells[index], cells);
        Gather(reader, column, cells.InnerSlots, outer is null ? [] : outer.Span, inner is null ? [] : inner.Span, gathered.Span);
        if (cells.Categories is null) cells.Transform.Undo(gathered.Span);
        SharedMemory<int>[] levels = column.Shape.Levels switch
        {
            FeatureLevels.Flat => [],
            FeatureLevels.Lists => [outer!.Share()],
            _ when column.Shape.FixedLists > 0 => [inner!.Share()],
            _ => [outer!.Share(), inner!.Share()],
        };
        ColumnSchema asDouble = new(column.Name, ElementType.Float64,
            column.Schema.Dimensions.AsSpan()) { Counter = column.Schema.Counter };
        Column<double> exact = new(asDouble, batch.EntryCount, gathered.Share(), levels);
        return cells.Categories is null && !cells.IsUnknown ? RoundedColumn.Of(exact, column.Schema.Type) : exact;
    }

    private static void Gather(
        CellReader reader, RecipeColumn column, int innerSlots, ReadOnlySpan<int> outer, ReadOnlySpan<int> inner, Span<double> values)
    {
        int stride = column.Shape.Stride, next = 0;
        for (int row = 0; row < reader.RowCount; row++)
        {
            int length = outer.IsEmpty ? 1 : outer[row + 1] - outer[row];
            for (int i = 0; i < length; i++)
            {
                int innerLength = inner.IsEmpty ? 1 : inner[outer[row] + i + 1] - inner[outer[row] + i];
                int cell = i * (inner.IsEmpty ? 1 : innerSlots) * stride;
                for (int k = 0; k < innerLength * stride; k++) values[next++] = reader.Read(row, cell + k);
            }
        }
    }

    private static SharedMemory<int> OffsetsOf(ReadOnlySpan<int> lengths, int slots, ReadOnlySpan<bool> present)
    {
        SharedMemory<int> offsets = SharedMemory<int>.Rent(lengths.Length + 1);
        Span<int> to = offsets.Span;
        to[0] = 0;
        for (int i = 0; i < lengths.Length; i++)
            to[i + 1] = to[i] + (present.IsEmpty || present[i] ? Math.Min(lengths[i], slots) : 0);
        return offsets;
    }

    // Lists of a fixed number are there in every entry.
    private static SharedMemory<int> InnerOffsetsOf(
        ReadOnlySpan<int> lengths, ReadOnlySpan<int> outer, int slots, int innerSlots, ReadOnlySpan<bool> present)
    {
        SharedMemory<int> offsets = SharedMemory<int>.Rent(outer[^1] + 1);
        Span<int> to = offsets.Span;
        to[0] = 0;
        for (int row = 0, list = 0; row + 1 < outer.Length; row++)
            for (int i = 0; i < outer[row + 1] - outer[row]; i++, list++)
                to[list + 1] = to[list] + (present.IsEmpty || present[row] ? Math.Min(lengths[row * slots + i], innerSlots) : 0);
        return offsets;
    }

    /// <summary>Reads the value in the cells of one column; NaN where the mask is false.</summary>
    private readonly ref struct CellReader(PaddedBatch batch, ReadOnlySpan<float> features, int first, ColumnCells cells)
    {
        private readonly ReadOnlySpan<float> _features = features;
        private readonly ReadOnlySpan<bool> _mask = batch.Mask;
        private readonly int _width = batch.CellCount;
        private readonly int _perValue = cells.CellsPerValue;
        private readonly CategoryTable? _categories = cells.Categories;

        public int RowCount { get; } = batch.EntryCount;

        public double Read(int row, int value)
        {
            if (_perValue == 0) return double.NaN;      // of no categories
            int cell = row * _width + first + value * _perValue;
            if (!_mask[cell]) return double.NaN;
            if (_categories is not { } table) return _features[cell];
            return table.Encoding == CategoryEncoding.Index ? table.ValueOf(_features[cell])
                : table.ValueOf(_features.Slice(cell, _perValue));
        }
    }
}

using System.Numerics.Tensors;

namespace Hep.Jagged;

/// <summary>
/// Makes rows of cells from prepared entries: first each column is scaled as a whole, then rows are filled, some at a time, so that they
/// stay in the cache.
/// </summary>
internal sealed class CellAssembler
{
    /// <summary>Cells that are filled by all columns before the next ones: 40 KiB of features and mask.</summary>
    private const int CellsAtOnce = 1 << 13;

    private readonly PipelineDefinition _definition;
    private readonly CellLayout _layout;
    private readonly CellBlock[] _blocks;

    public CellAssembler(PipelineDefinition definition, CellLayout layout)
    {
        _definition = definition;
        _layout = layout;
        _blocks = [.. definition.Columns.Select((_, i) => BlockOf(i))];
    }

    private int Width => _layout.Names.Length;

    /// <summary>Fills features and mask, both [rows, cells].</summary>
    /// <exception cref="PipelineException">A NaN is refused.</exception>
    public void Assemble(PreparedEntries entries, SharedMemory<float> features, SharedMemory<bool> mask, EntryIdentities identities,
        FeatureObserver? observer)
    {
        SharedMemory<float>?[] scaled = new SharedMemory<float>?[_blocks.Length];
        bool[] allFinite = new bool[_blocks.Length];
        SharedMemory<int>?[] innerOffsets = new SharedMemory<int>?[_blocks.Length];
        try
        {
            Scale(entries, observer, scaled, allFinite, innerOffsets);
            CellRows rows = new(features.Span, mask.Span, Width);
            int step = Math.Max(1, CellsAtOnce / Math.Max(Width, 1));
            for (int start = 0; start < entries.RowCount; start += step)
            {
                int end = Math.Min(start + step, entries.RowCount);
                // Besides, rows that are met in order first are in the cache when columns stride through them.
                rows.Features[(start * Width)..(end * Width)].Fill(_definition.Padding);
                rows.Mask[(start * Width)..(end * Width)].Clear();
                for (int i = 0; i < _blocks.Length; i++)
                {
                    if (scaled[i] is not { } values) continue;
                    int collection = _definition.Recipe.Columns[i].Collection;
                    ScaledColumn column = new(values.Span[..^ListCells.Lanes], allFinite[i],
                        collection < 0 ? [] : entries.SelectionOf(collection).Offsets, innerOffsets[i] is { } inner ? inner.Span : []);
                    int refused = _blocks[i].Fill(column, start, end, rows);
                    if (refused != CellBlock.NoRow) throw NanRefused(_definition.Recipe.Columns[i].Name, identities, refused);
                }
            }
        }
        finally
        {
            foreach (SharedMemory<float>? values in scaled) values?.Dispose();
            foreach (SharedMemory<int>? offsets in innerOffsets) offsets?.Dispose();
        }
    }

    private void Scale(PreparedEntries entries, FeatureObserver? observer,
        SharedMemory<float>?[] scaled, bool[] allFinite, SharedMemory<int>?[] innerOffsets)
    {
        Observation observation = new(observer, entries);
        for (int i = 0; i < _blocks.Length; i++)
        {
            if (_definition.Columns[i].IsUnknown || _layout.CountOf(i) == 0) continue;
            using PreparedColumn prepared = entries.Read(i);
            innerOffsets[i] = prepared.InnerOffsets?.Share();
            observation.Add(i, _definition.Recipe.Columns[i], prepared);
            scaled[i] = Scale(_definition.Columns[i], prepared.Values.Span);
            allFinite[i] = TensorPrimitives.IsFiniteAll<float>(scaled[i]!.Span[..^ListCells.Lanes]);
        }
    }

    private static SharedMemory<float> Scale(ColumnCells cells, Span<double> values)
    {
        if (cells.Categories is { } categories) categories.Apply(values);
        else cells.Transform.Apply(values);
        // Who reads many at once reads beyond the last.
        SharedMemory<float> rounded = SharedMemory<float>.Rent(values.Length + ListCells.Lanes);
        TensorPrimitives.ConvertSaturating<double, float>(values, rounded.Span);
        return rounded;
    }

    private CellBlock BlockOf(int column)
    {
        RecipeColumn recipe = _definition.Recipe.Columns[column];
        ColumnCells cells = _definition.Columns[column];
        NanCell nan = NanCell.Of(_definition.Nan, _definition.Padding);
        return cells.Categories is { Encoding: CategoryEncoding.OneHot } table
            ? BlockOf(column, recipe, new OneHotWriter(table.Values.Length, nan))
            : OfValues(column, recipe, BlockOf(column, recipe, new ValueWriter(nan)));
    }

    // Most columns are of these two kinds, and most batches without a NaN.
    private CellBlock OfValues(int column, RecipeColumn recipe, CellBlock others)
    {
        int first = _layout.FirstCells[column];
        if (recipe.Shape is { Levels: FeatureLevels.Flat, Stride: 1 }) return new FlatCells(first, others);
        return recipe.Shape is { Levels: FeatureLevels.Lists, Stride: 1 }
            && _definition.Collections[recipe.Collection] is { PadMode: PadMode.Constant, Slots: var slots }
            ? new ListCells(first, slots, _definition.Padding, others)
            : others;
    }

    private CellBlock BlockOf<TWriter>(int column, RecipeColumn recipe, TWriter writer) where TWriter : struct, IRunWriter
    {
        (int first, int count, int stride) = (_layout.FirstCells[column], _layout.CountOf(column), recipe.Shape.Stride);
        if (recipe.Shape.Levels == FeatureLevels.Flat) return CellBlock.Of(first, count, new FlatRuns(stride), writer);
        (int slots, _, PadMode padMode) = _definition.Collections[recipe.Collection];
        return recipe.Shape.Levels == FeatureLevels.Lists
            ? CellBlock.Of(first, count, new ListRuns(stride, slots, padMode), writer)
            : CellBlock.Of(first, count, new NestedRuns(stride, slots, _definition.Columns[column].InnerSlots, padMode), writer);
    }

    private static PipelineException NanRefused(string column, EntryIdentities identities, int row) =>
        new($"Column '{column}' holds NaN or an infinity in entry {identities.Entries[row]} of {identities.SourceOf(row)}, "
            + "which \"nan\": \"error\" refuses. \"mask\", \"keep\" or a number accept it; a cut such as !isnan(x) leaves the entry out.")
        {
            Path = "features.nan",
        };
}

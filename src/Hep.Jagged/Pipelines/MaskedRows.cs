namespace Hep.Jagged;

/// <summary>Rows of cells of which nothing is known but their mask: a list ends with its last object that has a usable value.</summary>
internal static class MaskedRows
{
    public static PaddedContent Of(FeaturePipeline pipeline, ReadOnlySpan<float> features, ReadOnlySpan<bool> mask)
    {
        PipelineDefinition definition = pipeline.Definition;
        int rows = features.Length / pipeline.CellCount;
        SharedMemory<int>[] lengths = new SharedMemory<int>[definition.Collections.Length];
        for (int i = 0; i < lengths.Length; i++)
            lengths[i] = LengthsOf(pipeline.Layout.Tokens[i],
                definition.Recipe.Columns.First(c => c.Collection == i).Shape.FixedLists, mask, rows);
        Dictionary<string, SharedMemory<int>> innerLengths = new(StringComparer.Ordinal);
        for (int i = 0; i < definition.Columns.Length; i++)
            if (definition.Recipe.Columns[i].Shape.Levels == FeatureLevels.ListsOfLists)
                innerLengths[definition.Recipe.Columns[i].Name] = InnerLengthsOf(pipeline, i, mask, rows);
        return new PaddedContent
        {
            Cells = pipeline.Layout.Names,
            Collections = pipeline.CollectionNames,
            Tokens = pipeline.Layout.Tokens,
            Features = SharedMemory<float>.Copy(features),
            Mask = SharedMemory<bool>.Copy(mask),
            Lengths = lengths,
            InnerLengths = innerLengths,
            Truncations = [],
            TargetCount = 0,
            Labels = SharedMemory<float>.Rent(0),
            Weights = Filled(1f, rows),
            Selected = Filled(true, rows),
            Identities = EntryIdentities.Range(EntrySource.None, 0, rows),
            Grids = GridContent.None,
        };
    }

    private static SharedMemory<int> LengthsOf(TokenLayout layout, int fixedLists, ReadOnlySpan<bool> mask, int rows)
    {
        SharedMemory<int> lengths = Filled(fixedLists, rows);
        Span<int> to = lengths.Span;
        for (int row = 0; row < rows; row++)
            foreach ((int first, int width) in layout.Blocks)
            {
                int last = RowOf(mask, row, rows).Slice(first, layout.Slots * width).LastIndexOf(true);
                if (last >= 0) to[row] = Math.Max(to[row], last / width + 1);
            }
        return lengths;
    }

    private static SharedMemory<int> InnerLengthsOf(FeaturePipeline pipeline, int column, ReadOnlySpan<bool> mask, int rows)
    {
        RecipeColumn of = pipeline.Definition.Recipe.Columns[column];
        ColumnCells cells = pipeline.Definition.Columns[column];
        int slots = pipeline.Collections[of.Collection].Slots, perElement = of.Shape.Stride * cells.CellsPerValue;
        SharedMemory<int> lengths = Filled(0, checked(rows * slots));
        for (int list = 0; list < lengths.Length; list++)
        {
            int first = pipeline.Layout.FirstCells[column] + list % slots * cells.InnerSlots * perElement;
            int last = RowOf(mask, list / slots, rows).Slice(first, cells.InnerSlots * perElement).LastIndexOf(true);
            if (last >= 0) lengths.Span[list] = last / perElement + 1;
        }
        return lengths;
    }

    private static ReadOnlySpan<bool> RowOf(ReadOnlySpan<bool> mask, int row, int rows)
    {
        int width = mask.Length / rows;
        return mask.Slice(row * width, width);
    }

    private static SharedMemory<T> Filled<T>(T value, int count) where T : unmanaged
    {
        SharedMemory<T> memory = SharedMemory<T>.Rent(count);
        memory.Span.Fill(value);
        return memory;
    }
}

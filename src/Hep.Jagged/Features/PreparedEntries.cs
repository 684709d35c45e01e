namespace Hep.Jagged;

/// <summary>
/// The entries of a batch after definitions, cut and selection of objects; gives the values of features, column by column.
/// </summary>
internal sealed class PreparedEntries(EntryBatch working, FeatureRecipe recipe, int[] columns) : IDisposable
{
    private readonly List<ObjectSelection> _selections = [];
    private SharedMemory<int>? _rows;
    private SharedMemory<bool>? _selected;

    /// <summary>The number of rows that stay.</summary>
    public int RowCount => _rows?.Length ?? working.EntryCount;

    /// <summary>The places of the rows that stay; null: all.</summary>
    public SharedMemory<int>? Rows => _rows;

    /// <summary>For each row that stays whether its entry passes the cut; null: all do.</summary>
    public SharedMemory<bool>? Selected => _selected;

    /// <summary>The kept objects of a collection.</summary>
    public ObjectSelection SelectionOf(int collection) => _selections[collection];

    /// <summary>Applies the cut on entries.</summary>
    public void Cut(BoundExpression cut, EntryChoice choice)
    {
        using Column<bool> passing = cut.EvaluateMask(working);
        ReadOnlySpan<bool> passes = passing.Values;
        int count = passes.Count(true);
        if (count == passes.Length) return;
        if (choice == EntryChoice.All)
        {
            _selected = SharedMemory<bool>.Copy(passes);
            return;
        }
        _rows = SharedMemory<int>.Rent(count);
        Span<int> rows = _rows.Span;
        for (int entry = 0, row = 0; entry < passes.Length; entry++)
            if (passes[entry]) rows[row++] = entry;
    }

    /// <summary>Selects and orders the objects of the next collection.</summary>
    /// <param name="model">A column of the collection, whose offsets are its offsets.</param>
    /// <param name="where">Which objects stay.</param>
    /// <param name="orderBy">By what they are ordered.</param>
    public void Select(int model, BoundExpression? where, BoundExpression? orderBy)
    {
        string name = recipe.CollectionAt(_selections.Count).Name;
        SharedMemory<int> stored = StoredOffsets(working.Columns[model]);
        using Column<bool>? keep = where?.EvaluateMask(working);
        using Column? key = orderBy?.Evaluate(working, name);
        if (keep is not null) RequireCounts(stored.Span, keep, name, "where");
        if (key is not null) RequireCounts(stored.Span, key, name, "order_by");
        using SharedMemory<double>? keys = key is null ? null : ColumnConversion.ToDouble(key);
        _selections.Add(ObjectSelection.Create(stored, _rows, keep is null ? [] : keep.Values, keys));
    }

    /// <summary>
    /// The values of a feature, or of a column of grids, in the kept rows and objects, as float64, for the caller to dispose.
    /// </summary>
    /// <param name="feature">A place of <see cref="FeatureRecipe.AllColumns"/>.</param>
    public PreparedColumn Read(int feature)
    {
        RecipeColumn column = recipe.ColumnAt(feature);
        Column stored = working.Columns[columns[feature]];
        SharedMemory<double> values = ColumnConversion.ToDouble(stored);
        if (column.Shape.Levels == FeatureLevels.Flat)
            return new PreparedColumn(_rows is null ? values : Gather(values, _rows.Span, column.Shape.Stride), null);
        ObjectSelection selection = _selections[column.Collection];
        if (column.Shape.FixedLists == 0)
            RequireCounts(selection.StoredOffsets, stored, recipe.CollectionAt(column.Collection).Name, stored.Name);
        if (column.Shape.Levels == FeatureLevels.Lists)
            return new PreparedColumn(selection.IsWhole ? values : Gather(values, selection.Indices, column.Shape.Stride), null);
        SharedMemory<int> offsets = ReadInnerOffsets(feature);
        if (selection.IsWhole) return new PreparedColumn(values, offsets);
        return new PreparedColumn(
            GatherLists(values, stored.Offsets(stored.Schema.Depth - 1), selection.Indices, offsets.Span, column.Shape.Stride), offsets);
    }

    /// <summary>The offsets of the inner lists of a doubly jagged feature in the kept objects, for the caller to dispose.</summary>
    public SharedMemory<int> ReadInnerOffsets(int feature)
    {
        Column stored = working.Columns[columns[feature]];
        SharedMemory<int> inner = stored.OffsetsMemory(stored.Schema.Depth - 1);
        ObjectSelection selection = _selections[recipe.Columns[feature].Collection];
        return selection.IsWhole ? inner.Share() : GatherOffsets(inner.Span, selection.Indices);
    }

    public void Dispose()
    {
        foreach (ObjectSelection selection in _selections) selection.Dispose();
        _rows?.Dispose();
        _selected?.Dispose();
        working.Dispose();
    }

    private static SharedMemory<int> StoredOffsets(Column model)
    {
        if (model.Schema.Dimensions[0].IsVariable) return model.OffsetsMemory(0).Share();
        int lists = FeatureShape.Of(model.Schema)!.Value.FixedLists;
        SharedMemory<int> offsets = SharedMemory<int>.Rent(model.EntryCount + 1);
        for (int entry = 0; entry < offsets.Length; entry++) offsets.Span[entry] = checked(entry * lists);
        return offsets;
    }

    private void RequireCounts(ReadOnlySpan<int> expected, Column column, string collection, string what)
    {
        ReadOnlySpan<int> found = column.Offsets(0);
        if (found == expected || found.SequenceEqual(expected)) return;
        int entry = found.CommonPrefixLength(expected) - 1;   // both begin with 0
        throw new PipelineException($"Collection '{collection}': '{what}' has {found[entry + 1] - found[entry]} "
            + $"objects in entry {working.Identities.Entries[entry]} of {working.Identities.SourceOf(entry)}, the collection has "
            + $"{expected[entry + 1] - expected[entry]}. Its columns must share their counts: name another collection with \"members\".");
    }

    private static SharedMemory<double> Gather(SharedMemory<double> values, ReadOnlySpan<int> places, int stride)
    {
        using SharedMemory<double> from = values;
        SharedMemory<double> to = SharedMemory<double>.Rent(checked(places.Length * stride));
        ReadOnlySpan<double> source = from.Span;
        Span<double> gathered = to.Span;
        if (stride == 1)
            for (int i = 0; i < places.Length; i++) gathered[i] = source[places[i]];
        else
            for (int i = 0; i < places.Length; i++) source.Slice(places[i] * stride, stride).CopyTo(gathered[(i * stride)..]);
        return to;
    }

    private static SharedMemory<int> GatherOffsets(ReadOnlySpan<int> inner, ReadOnlySpan<int> lists)
    {
        SharedMemory<int> offsets = SharedMemory<int>.Rent(lists.Length + 1);
        Span<int> to = offsets.Span;
        to[0] = 0;
        for (int i = 0; i < lists.Length; i++) to[i + 1] = to[i] + inner[lists[i] + 1] - inner[lists[i]];
        return offsets;
    }

    private static SharedMemory<double> GatherLists(
        SharedMemory<double> values, ReadOnlySpan<int> inner, ReadOnlySpan<int> lists, ReadOnlySpan<int> offsets, int stride)
    {
        using SharedMemory<double> from = values;
        SharedMemory<double> to = SharedMemory<double>.Rent(checked(offsets[^1] * stride));
        ReadOnlySpan<double> source = from.Span;
        Span<double> gathered = to.Span;
        for (int i = 0; i < lists.Length; i++)
            source[(inner[lists[i]] * stride)..(inner[lists[i] + 1] * stride)].CopyTo(gathered[(offsets[i] * stride)..]);
        return to;
    }
}

/// <summary>The values of one feature in the kept rows and objects.</summary>
/// <param name="Values">All values, in order; the holder may overwrite them.</param>
/// <param name="InnerOffsets">The offsets of the inner lists, where there are lists of lists.</param>
internal readonly record struct PreparedColumn(SharedMemory<double> Values, SharedMemory<int>? InnerOffsets) : IDisposable
{
    public void Dispose()
    {
        Values.Dispose();
        InnerOffsets?.Dispose();
    }
}

using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>Makes the grids of prepared entries: which columns each plane reads is settled once.</summary>
internal sealed class GridAssembler
{
    private const int NoColumn = -1;

    private readonly PhaseSpaceGrid _grid;
    private readonly PlaneColumns[] _planes;

    public GridAssembler(FeatureRecipe recipe, GridRecipe grid)
    {
        _grid = grid.Grid;
        Dictionary<string, int> places = new(StringComparer.Ordinal) { [""] = NoColumn };   // a count has no column
        for (int i = 0; i < grid.Columns.Length; i++) places.Add(grid.Columns[i].Name, recipe.Columns.Length + i);
        _planes = [.. grid.Grid.Planes.Select(p => new PlaneColumns(places[p.X.Column], places[p.Y.Column],
            [.. p.Channels.Select(c => places[c.Column])], recipe.ColumnAt(places[p.X.Column]).Collection))];
    }

    /// <summary>The dense arrays of all rows.</summary>
    /// <exception cref="PipelineException">An array is larger than one can be, or objects met where that is an error.</exception>
    public GridContent MakeDense(PreparedEntries entries, EntryIdentities identities)
    {
        SharedMemory<float>[] arrays = new SharedMemory<float>[_grid.Arrays.Length];
        GridOccupancy[] occupancies = new GridOccupancy[_planes.Length];
        for (int i = 0; i < arrays.Length; i++)
        {
            GridLayout layout = _grid.Arrays[i];
            arrays[i] = SharedMemory<float>.Rent(RequireRoom((long)entries.RowCount * layout.CellCount, entries.RowCount, layout));
            Fill(layout, entries, identities, occupancies,
                rows => GridFilling.FillDense(layout, rows, entries.RowCount, arrays[i].Span));
        }
        return new GridContent(_grid.Arrays, arrays, [.. occupancies]);
    }

    /// <summary>The arrays of all rows in coordinates.</summary>
    /// <exception cref="PipelineException">As <see cref="MakeDense"/>.</exception>
    public ImmutableArray<SparseGrid> MakeSparse(PreparedEntries entries, EntryIdentities identities)
    {
        GridOccupancy[] occupancies = new GridOccupancy[_planes.Length];
        return [.. _grid.Arrays.Select(layout =>
        {
            SparseCells cells = default;
            Fill(layout, entries, identities, occupancies, rows =>
            {
                long capacity = rows.Sum(r => r.Capacity);
                cells = new SparseCells(RequireRoom(capacity, entries.RowCount, layout), layout.XCount);
                return GridFilling.FillSparse(rows, entries.RowCount, ref cells);
            });
            return new SparseGrid(layout, entries.RowCount, cells, [.. layout.PlaneIndices.Select(p => occupancies[p])]);
        })];
    }

    /// <summary>Adds the objects of all rows to what cells are tried on.</summary>
    public void ReadSample(PreparedEntries entries, int plane, PlaneSample sample)
    {
        using PreparedColumn x = entries.Read(_planes[plane].X), y = entries.Read(_planes[plane].Y);
        using SharedMemory<int> offsets = OffsetsOf(entries, _planes[plane].Collection);
        sample.Add(offsets.Span, x.Values.Span, y.Values.Span);
    }

    private void Fill(GridLayout layout, PreparedEntries entries, EntryIdentities identities, GridOccupancy[] occupancies,
        Func<PlaneRow[], (int Row, int Plane)> fill)
    {
        PlaneRow[] rows = [.. layout.PlaneIndices.Select(i => new PlaneRow(ReadPoints(entries, i)))];
        try
        {
            (int refused, int plane) = fill(rows);
            if (refused != GridFilling.NoRow) throw Collided(layout.PlaneIndices[plane], identities, refused);
            for (int i = 0; i < rows.Length; i++) occupancies[layout.PlaneIndices[i]] = rows[i].Occupancy;
        }
        finally
        {
            foreach (PlaneRow row in rows) row.Dispose();
        }
    }

    private PlanePoints ReadPoints(PreparedEntries entries, int plane)
    {
        PlaneColumns columns = _planes[plane];
        using PreparedColumn x = entries.Read(columns.X), y = entries.Read(columns.Y);
        PlanePoints points = new(_grid.Planes[plane], OffsetsOf(entries, columns.Collection), x.Values.Span, y.Values.Span);
        for (int channel = 0; channel < columns.Channels.Length; channel++)
        {
            if (columns.Channels[channel] == NoColumn) continue;
            using PreparedColumn values = entries.Read(columns.Channels[channel]);
            points.SetChannel(channel, values.Values.Span);
        }
        return points;
    }

    private static SharedMemory<int> OffsetsOf(PreparedEntries entries, int collection)
    {
        if (collection >= 0) return SharedMemory<int>.Copy(entries.SelectionOf(collection).Offsets);
        SharedMemory<int> onePoint = SharedMemory<int>.Rent(entries.RowCount + 1);
        for (int row = 0; row < onePoint.Length; row++) onePoint.Span[row] = row;
        return onePoint;
    }

    private static int RequireRoom(long values, int rows, GridLayout layout) => values <= PipelineLimits.BatchCells
        ? (int)values
        : throw new PipelineException($"{rows} entries of '{layout.Name}' are more than one batch can hold: use smaller batches.");

    private PipelineException Collided(int plane, EntryIdentities identities, int row) =>
        new($"Two objects lie in one cell of '{_grid.Planes[plane].Name}' in entry {identities.Entries[row]} of "
            + $"{identities.SourceOf(row)}, which \"collision\": \"error\" refuses. Use more bins, or another rule.")
        {
            Path = $"grid.planes[{plane}].collision",
        };

    /// <summary>The places of a plane's columns among those of the recipe.</summary>
    private sealed record PlaneColumns(int X, int Y, int[] Channels, int Collection);
}

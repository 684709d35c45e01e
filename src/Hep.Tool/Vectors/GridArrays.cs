using System.Globalization;
using Hep.Jagged;

namespace Hep.Tool.Vectors;

/// <summary>The arrays of the matrix form, <c>grid</c> or <c>grid_0</c>, <c>grid_1</c>, …, each [n, channels, y, x].</summary>
internal sealed class GridArrays
{
    private readonly (GridLayout Layout, NpzArray<float> Array)[] _arrays;
    private readonly GridOccupancy[] _occupancies;

    /// <summary>Empty arrays; none where there is no grid.</summary>
    public GridArrays(NpzWriter writer, PhaseSpaceGrid? grid)
    {
        _arrays = grid is null ? [] :
            [.. grid.Arrays.Select(a => (a, writer.Begin<float>(a.Name, a.Channels.Length, a.YCount, a.XCount)))];
        _occupancies = grid is null ? [] : [.. grid.Planes.Select(p => new GridOccupancy(p.Name, 0, 0, 0))];
    }

    /// <summary>Adds the rows of a batch, which stays whole.</summary>
    public void Add(PaddedBatch batch)
    {
        foreach ((GridLayout layout, NpzArray<float> array) in _arrays) array.Append(batch.Grid(layout.Name));
        for (int i = 0; i < _occupancies.Length; i++)
        {
            (_, long placed, long collisions, long dropped) = batch.GridOccupancies[i];
            _occupancies[i] = new GridOccupancy(_occupancies[i].Plane, _occupancies[i].Placed + placed,
                _occupancies[i].Collisions + collisions, _occupancies[i].Dropped + dropped);
        }
    }

    /// <summary>A sentence for each plane: what was placed, what met, what lay outside.</summary>
    public IEnumerable<string> Describe() => _occupancies.Select(o => string.Create(CultureInfo.InvariantCulture,
        $"{o.Plane}: {o.Placed:N0} objects placed, {o.Collisions:N0} ({100 * o.CollisionFraction:0.##} %) of them in occupied cells; "
        + $"{o.Dropped:N0} outside the axes dropped."));
}

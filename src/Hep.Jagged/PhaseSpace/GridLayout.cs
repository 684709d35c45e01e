using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>One array of a grid: what it is called, and what stands where in it. Row-major [entries, channels, y, x].</summary>
public sealed class GridLayout
{
    private readonly ImmutableArray<(GridPlane Plane, GridChannel Channel)> _layers;

    internal GridLayout(string name, PhaseSpaceGrid grid, ImmutableArray<int> planes)
    {
        (Name, PlaneIndices) = (name, planes);
        Planes = [.. planes.Select(i => grid.Planes[i])];
        _layers = [.. Planes.SelectMany(p => p.Channels.Select(c => (p, c)))];
        Channels = [.. _layers.Select(l => $"{l.Plane.Name}: {l.Channel}")];
        (XCount, YCount) = (Planes[0].X.Count, Planes[0].Y.Count);
    }

    /// <summary><c>grid</c>, or <c>grid_0</c>, <c>grid_1</c>, ….</summary>
    public string Name { get; }

    /// <summary>The planes whose channels stand in it, one plane after the other.</summary>
    public ImmutableArray<GridPlane> Planes { get; }

    /// <summary>The names of the channels: <c>Jet_eta, Jet_phi: sum(Jet_pt)</c>.</summary>
    public ImmutableArray<string> Channels { get; }

    /// <summary>Cells along x, the last dimension.</summary>
    public int XCount { get; }

    /// <summary>Cells along y, the dimension before it.</summary>
    public int YCount { get; }

    /// <summary>The values of one entry.</summary>
    public int CellCount => checked(Channels.Length * YCount * XCount);

    /// <summary>The places of <see cref="Planes"/> in the grid.</summary>
    internal ImmutableArray<int> PlaneIndices { get; }

    /// <summary>One matrix of one entry as a picture; empty cells are blank.</summary>
    /// <param name="cells">The array, row-major [entries, channels, y, x].</param>
    /// <param name="entry">Which entry, from 0.</param>
    /// <param name="channel">Which channel, from 0.</param>
    /// <exception cref="ArgumentException">The array is no multiple of this shape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such entry or channel.</exception>
    public HeatMap Draw(ReadOnlySpan<float> cells, int entry, int channel)
    {
        if (cells.Length % CellCount != 0) throw new ArgumentException($"{cells.Length} values are no rows of {CellCount}.", nameof(cells));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)entry, (uint)(cells.Length / CellCount), nameof(entry));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)channel, (uint)Channels.Length, nameof(channel));
        (GridPlane plane, GridChannel shown) = _layers[channel];
        double[] contents = new double[YCount * XCount];
        int first = entry * CellCount + channel * contents.Length;
        for (int i = 0; i < contents.Length; i++) contents[i] = cells[first + i] is not 0 and float value ? value : double.NaN;
        return new HeatMap(plane.X.GetEdges(), plane.Y.GetEdges(), contents)
        {
            XLabel = plane.X.Column,
            YLabel = plane.Y.Column,
            ZLabel = shown.ToString(),
            AddsUp = shown.Quantity != GridQuantity.Maximum,
        };
    }

    /// <summary>Whether rows of both can stand in one array.</summary>
    internal bool IsLike(GridLayout other) => Name == other.Name && Planes.AsSpan().SequenceEqual(other.Planes.AsSpan());
}

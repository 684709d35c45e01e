using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>
/// The matrix form of entries: planes of phase space cut into cells, each with channels. Planes of one shape stand behind each other along
/// the channels of one array, <c>grid</c> [entries, channels, y, x]; unlike shapes make <c>grid_0</c>, <c>grid_1</c>, …, in the order of
/// their first planes. Cells hold raw values of kept objects: after the cut on entries, the selection and the order of objects, without
/// truncation or scaling. Immutable; grids of equal planes are equal.
/// </summary>
public sealed class PhaseSpaceGrid : IEquatable<PhaseSpaceGrid>
{
    /// <summary>A grid of these planes.</summary>
    /// <exception cref="ArgumentException">There is no plane, or one has no channels.</exception>
    public PhaseSpaceGrid(params IEnumerable<GridPlane> planes)
    {
        Planes = [.. planes];
        if (Planes.IsEmpty) throw new ArgumentException("A grid has one plane at least.", nameof(planes));
        foreach (GridPlane plane in Planes)
            if (plane.Channels.IsDefaultOrEmpty) throw new ArgumentException($"Plane '{plane.Name}' has no channels.", nameof(planes));
        Arrays = Arrange();
    }

    /// <summary>The planes, as they were given.</summary>
    public ImmutableArray<GridPlane> Planes { get; }

    /// <summary>The arrays that an entry becomes, with their names and shapes.</summary>
    public ImmutableArray<GridLayout> Arrays { get; }

    /// <summary>The cells of an entry over all planes and channels.</summary>
    public long CellCount
    {
        get
        {
            long count = 0;
            foreach (GridPlane plane in Planes) count += plane.CellCount * plane.Channels.Length;
            return count;
        }
    }

    /// <summary>Equal planes in one order.</summary>
    public bool Equals(PhaseSpaceGrid? other) => other is not null && Planes.AsSpan().SequenceEqual(other.Planes.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PhaseSpaceGrid);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Planes.Length, Planes[0]);

    private ImmutableArray<GridLayout> Arrange()
    {
        IGrouping<(int, int), int>[] alike = [.. Enumerable.Range(0, Planes.Length).GroupBy(i => (Planes[i].X.Count, Planes[i].Y.Count))];
        return [.. alike.Select((places, i) => new GridLayout(alike.Length == 1 ? "grid" : $"grid_{i}", this, [.. places]))];
    }
}

using CommunityToolkit.HighPerformance.Buffers;

namespace Hep.Jagged;

/// <summary>The objects of some entries in one plane, kept so that cells of many sizes can be tried on them.</summary>
internal sealed class PlaneSample(GridPlane plane)
{
    private readonly List<double> _xs = [], _ys = [];
    private readonly List<int> _ends = [];   // by entry: where its objects end

    /// <summary>The objects so far.</summary>
    public int ObjectCount => _xs.Count;

    /// <summary>Adds entries.</summary>
    public void Add(ReadOnlySpan<int> offsets, ReadOnlySpan<double> xs, ReadOnlySpan<double> ys)
    {
        int before = ObjectCount;
        _xs.AddRange(xs);
        _ys.AddRange(ys);
        foreach (int end in offsets[1..]) _ends.Add(before + end);
    }

    /// <summary>The fewest cells that keep collisions within the bound; fewer cells are tried first, so that none is passed over.</summary>
    /// <exception cref="PipelineException">None does.</exception>
    public CoarsestPlane FindCoarsest(GridSearchOptions options, CancellationToken cancellationToken)
    {
        using MemoryOwner<int> lastEntry = MemoryOwner<int>.Allocate(options.MaximumCells);
        CoarsestPlane? finest = null;
        for (int bins = 1; Divide(bins) is { } tried && tried.CellCount <= options.MaximumCells; bins++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            finest = Try(tried, lastEntry.Span[..(int)tried.CellCount]);
            if (finest.Occupancy.CollisionFraction <= options.CollisionBound) return finest;
        }
        string reached = finest is null ? "" : FormattableString.Invariant(
            $" {finest.Plane.X.Count} × {finest.Plane.Y.Count} cells leave {finest.Occupancy.CollisionFraction:P2}.");
        throw new PipelineException(FormattableString.Invariant($"No grid of up to {options.MaximumCells} cells keeps ")
            + FormattableString.Invariant($"the collisions of '{plane.Name}' within {options.CollisionBound:P2}.{reached}"));
    }

    /// <summary>The plane with so many bins along the axis that has more of them; null where they cannot be told apart.</summary>
    private GridPlane? Divide(int bins)
    {
        int most = Math.Max(plane.X.Count, plane.Y.Count);
        return Divide(plane.X, bins, most) is { } x && Divide(plane.Y, bins, most) is { } y ? plane with { X = x, Y = y } : null;
    }

    private static GridAxis? Divide(GridAxis axis, int bins, int most)
    {
        int count = Math.Max(1, (int)Math.Round((double)bins * axis.Count / most));
        return GridAxis.WhyNotUniform(count, axis.Low, axis.High) is null
            ? GridAxis.Uniform(axis.Column, count, axis.Low, axis.High) with { Wraps = axis.Wraps }
            : null;
    }

    /// <param name="tried">The plane with its cells.</param>
    /// <param name="lastEntry">By cell: 1 + the last entry that took it.</param>
    private CoarsestPlane Try(GridPlane tried, Span<int> lastEntry)
    {
        lastEntry.Clear();
        long occupied = 0, placed = 0;
        for (int entry = 0, i = 0; entry < _ends.Count; entry++)
            for (; i < _ends[entry]; i++)
            {
                int x = tried.X.GetCell(_xs[i]), y = tried.Y.GetCell(_ys[i]);
                if ((x | y) < 0) continue;
                placed++;
                ref int last = ref lastEntry[y * tried.X.Count + x];
                if (last == entry + 1) continue;
                last = entry + 1;
                occupied++;
            }
        double cells = (double)tried.CellCount * _ends.Count;
        return new CoarsestPlane(tried, new GridOccupancy(tried.Name, placed, placed - occupied, ObjectCount - placed), _ends.Count,
            cells == 0 ? 1 : 1 - occupied / cells);
    }
}

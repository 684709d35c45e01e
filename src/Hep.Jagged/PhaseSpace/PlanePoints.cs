using System.Diagnostics;

namespace Hep.Jagged;

/// <summary>The objects of entries as points of a plane: the cell of each, and what it adds to each channel.</summary>
internal sealed class PlanePoints : IDisposable
{
    public const int Outside = -1;

    private readonly SharedMemory<int> _offsets;
    private readonly SharedMemory<int> _cells;
    private readonly SharedMemory<double> _contributions;

    /// <param name="plane">The plane.</param>
    /// <param name="offsets">n + 1 offsets of the points of n entries, which are taken over.</param>
    /// <param name="xs">For each point its place along x.</param>
    /// <param name="ys">For each point its place along y.</param>
    public PlanePoints(GridPlane plane, SharedMemory<int> offsets, ReadOnlySpan<double> xs, ReadOnlySpan<double> ys)
    {
        Debug.Assert(xs.Length == offsets.Span[^1] && ys.Length == xs.Length, "a point for each object");
        (Plane, _offsets) = (plane, offsets);
        _cells = SharedMemory<int>.Rent(xs.Length);
        Span<int> cells = _cells.Span;
        for (int i = 0; i < cells.Length; i++)
        {
            int x = plane.X.GetCell(xs[i]), y = plane.Y.GetCell(ys[i]);
            cells[i] = (x | y) < 0 ? Outside : y * plane.X.Count + x;
        }
        _contributions = SharedMemory<double>.Rent(checked(xs.Length * plane.Channels.Length));
        _contributions.Span.Fill(1);   // what an object adds to a count; other channels are set
    }

    public GridPlane Plane { get; }

    public ReadOnlySpan<int> Offsets => _offsets.Span;

    /// <summary>For each point its cell, y · x count + x, or <see cref="Outside"/>.</summary>
    public ReadOnlySpan<int> Cells => _cells.Span;

    /// <summary>Row-major [points, channels].</summary>
    public ReadOnlySpan<double> Contributions => _contributions.Span;

    /// <summary>The most points that an entry has.</summary>
    public int LongestEntry
    {
        get
        {
            int longest = 0;
            ReadOnlySpan<int> offsets = Offsets;
            for (int row = 0; row + 1 < offsets.Length; row++) longest = Math.Max(longest, offsets[row + 1] - offsets[row]);
            return longest;
        }
    }

    /// <summary>Gives the values of the column of a channel, one for each point.</summary>
    public void SetChannel(int channel, ReadOnlySpan<double> values)
    {
        Span<double> contributions = _contributions.Span;
        int channels = Plane.Channels.Length;
        for (int i = 0; i < values.Length; i++) contributions[i * channels + channel] = values[i];
    }

    public void Dispose()
    {
        _offsets.Dispose();
        _cells.Dispose();
        _contributions.Dispose();
    }
}

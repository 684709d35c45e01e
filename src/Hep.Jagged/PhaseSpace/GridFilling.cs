namespace Hep.Jagged;

/// <summary>Makes one array of a grid from the points of its planes, entry after entry.</summary>
internal static class GridFilling
{
    /// <summary>No entry was refused.</summary>
    public const int NoRow = -1;

    /// <summary>Row-major [entries, channels, y, x]; empty cells are 0.</summary>
    /// <returns>The first entry in which objects met although that is an error, and in which of the planes.</returns>
    public static (int Row, int Plane) FillDense(GridLayout layout, ReadOnlySpan<PlaneRow> planes, int rows, Span<float> values)
    {
        values.Clear();
        DenseCells cells = new(values, layout.Channels.Length, layout.YCount * layout.XCount);
        return Fill(planes, rows, ref cells);
    }

    /// <summary>The values that are not 0, in order.</summary>
    /// <returns>As <see cref="FillDense"/>.</returns>
    public static (int Row, int Plane) FillSparse(ReadOnlySpan<PlaneRow> planes, int rows, ref SparseCells cells) =>
        Fill(planes, rows, ref cells);

    private static (int Row, int Plane) Fill<TSink>(ReadOnlySpan<PlaneRow> planes, int rows, ref TSink sink)
        where TSink : struct, IGridSink, allows ref struct
    {
        for (int row = 0; row < rows; row++)
        {
            int channel = 0;
            for (int i = 0; i < planes.Length; i++)
            {
                if (!planes[i].Place(row)) return (row, i);
                planes[i].MoveTo(row, channel, ref sink);
                channel += planes[i].ChannelCount;
            }
        }
        return (NoRow, 0);
    }
}

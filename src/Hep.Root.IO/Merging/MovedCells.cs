using Hep.Root.IO.Objects;

namespace Hep.Root.IO.Merging;

/// <summary>Puts the cells of a histogram where they lie among those of a sum with other bins.</summary>
internal static class MovedCells
{
    /// <summary>The arrays of the sum so far, in its new cells.</summary>
    public static IEnumerable<CellArray> OfKnown(IReadOnlyList<CellArray> arrays, JoinedAxis[] axes) => Of(arrays, axes, isKnown: true);

    /// <summary>The arrays of the next, in the cells of the sum.</summary>
    public static IEnumerable<CellArray> OfNext(IReadOnlyList<CellArray> arrays, JoinedAxis[] axes) => Of(arrays, axes, isKnown: false);

    private static IEnumerable<CellArray> Of(IReadOnlyList<CellArray> arrays, JoinedAxis[] axes, bool isKnown)
    {
        int[][] places = [.. axes.Select(a => isKnown ? a.Known : a.Next), .. Enumerable.Repeat<int[]>([0], 3 - axes.Length)];
        int[] sizes = [.. axes.Select(a => a.Axis.BinCount + 2), .. Enumerable.Repeat(1, 3 - axes.Length)];
        foreach (CellArray array in arrays)
            yield return array.Values.Length == 0 ? array : array with { Values = Move(array.Values), IsStored = array.IsStored };

        double[] Move(double[] cells)
        {
            double[] moved = new double[checked(sizes[0] * sizes[1] * sizes[2])];
            int cell = 0;
            for (int z = 0; z < places[2].Length; z++)
                for (int y = 0; y < places[1].Length; y++)
                    for (int x = 0; x < places[0].Length; x++)
                    {
                        if (cells[cell++] is var value && value == 0) continue;
                        (int toX, int toY, int toZ) = (places[0][x], places[1][y], places[2][z]);
                        if (toX < 0) throw axes[0].Lost(x, isKnown);
                        if (toY < 0) throw axes[1].Lost(y, isKnown);
                        if (toZ < 0) throw axes[2].Lost(z, isKnown);
                        moved[(toZ * sizes[1] + toY) * sizes[0] + toX] += value;
                    }
            return moved;
        }
    }
}

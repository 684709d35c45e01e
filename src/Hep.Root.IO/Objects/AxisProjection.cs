namespace Hep.Root.IO.Objects;

/// <summary>Contents of up to three axes, summed over those that are not wanted.</summary>
internal static class AxisProjection
{
    /// <summary>Sums over the other axes.</summary>
    /// <param name="contents">As if [nz, ny, nx], x fastest.</param>
    /// <param name="axes">All axes of the contents.</param>
    /// <param name="kept">Those of the result, the fastest first.</param>
    /// <exception cref="ArgumentException">An axis is not there, or named twice.</exception>
    public static double[] Sum(double[] contents, IReadOnlyList<RootAxis> axes, ReadOnlySpan<int> kept)
    {
        Span<int> strides = stackalloc int[3];              // in the result; 0 for what is summed over
        int length = 1;
        foreach (int axis in kept)
        {
            if (axis < 0 || axis >= axes.Count || strides[axis] != 0)
                throw new ArgumentException($"Axes from 0 to {axes.Count - 1} are meant, each once, not {axis}.", nameof(kept));
            strides[axis] = length;
            length *= axes[axis].BinCount;
        }
        double[] sums = new double[length];
        int nx = axes[0].BinCount, ny = axes.Count > 1 ? axes[1].BinCount : 1;
        for (int i = 0; i < contents.Length; i++)
            sums[i % nx * strides[0] + i / nx % ny * strides[1] + i / (nx * ny) * strides[2]] += contents[i];
        return sums;
    }

    /// <summary>What two sums have as their ratio; NaN where there is nothing below. A NaN above counts as nothing.</summary>
    public static double[] Ratio(double[] above, double[] below, IReadOnlyList<RootAxis> axes, ReadOnlySpan<int> kept)
    {
        double[] ratios = Sum(Array.ConvertAll(above, a => double.IsNaN(a) ? 0 : a), axes, kept);
        double[] total = Sum(Array.ConvertAll(below, b => double.IsNaN(b) ? 0 : b), axes, kept);
        for (int i = 0; i < ratios.Length; i++) ratios[i] = total[i] == 0 ? double.NaN : ratios[i] / total[i];
        return ratios;
    }
}

using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Objects;

/// <summary>
/// What a histogram holds and has not filled in (TH1::BufferFill): of each fill the weight and the value on each axis, of a profile the
/// value that is averaged behind them.
/// </summary>
internal sealed class BufferedFills
{
    // Fills count as if they had no weights (TH1.h: kIsNotW).
    private const long IsNotWeighted = 1 << 19;

    private readonly double[] _buffer;

    private BufferedFills(double[] buffer, int width, int count) => (_buffer, Width, Count) = (buffer, width, count);

    /// <summary>The fills of a histogram or profile with so many axes.</summary>
    public static BufferedFills Of(RootObject stored, int dimension)
    {
        bool isProfile = stored.Has("fBinEntries");
        int width = dimension + (isProfile ? 2 : 1);
        // A negative number says that the buffer was filled in and kept.
        if (MemberConversion.ToDoubles(stored["fBuffer"]) is not { Length: > 0 } buffer || !(buffer[0] >= 1))
            return new BufferedFills([0], width, 0);
        BufferedFills all = new(buffer, width, (int)Math.Min(buffer[0], (buffer.Length - 1) / width));
        BufferedFills kept = isProfile ? all.Accepted(stored, "xyzt"[dimension]) : all;
        kept.AreWeighted = (stored.GetNumber(ObjectHeader.BitsName) & IsNotWeighted) == 0 && kept.HasWeight();
        return kept;
    }

    /// <summary>Numbers of a fill.</summary>
    public int Width { get; }

    public int Count { get; }

    /// <summary>Whether some have a weight, so that sums of squares are taken from then on (TH1::Fill, TProfile::Fill).</summary>
    public bool AreWeighted { get; private set; }

    /// <summary>All fills, one behind the other.</summary>
    public ReadOnlySpan<double> Values => _buffer.AsSpan(1, Count * Width);

    public ReadOnlySpan<double> this[int fill] => _buffer.AsSpan(1 + fill * Width, Width);

    /// <summary>The cell of a fill.</summary>
    public static int CellOf(IReadOnlyList<RootAxis> axes, ReadOnlySpan<double> fill)
    {
        int cell = 0;
        for (int axis = axes.Count - 1; axis >= 0; axis--) cell = cell * (axes[axis].BinCount + 2) + axes[axis].CellOf(fill[axis + 1]);
        return cell;
    }

    private bool HasWeight()
    {
        for (int fill = 0; fill < Count; fill++)
            if (this[fill][0] != 1) return true;
        return false;
    }

    // A profile may have a range for what it averages, and looks at it once the buffer is emptied (TProfile::Fill).
    private BufferedFills Accepted(RootObject profile, char letter)
    {
        if (!profile.TryGet($"f{char.ToUpperInvariant(letter)}min", out double low)
            || !profile.TryGet($"f{char.ToUpperInvariant(letter)}max", out double high) || low == high) return this;
        List<double> kept = [0];
        for (int fill = 0; fill < Count; fill++)
            if (!(this[fill][^1] is var value && (value < low || value > high || double.IsNaN(value)))) kept.AddRange(this[fill]);
        return new BufferedFills([.. kept], Width, (kept.Count - 1) / Width);
    }
}

using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Objects;

/// <summary>
/// What a histogram holds and has not filled in (TH1::BufferFill): of each fill the weight and the value on each axis, of a profile the
/// value that is averaged behind them.
/// </summary>
internal sealed class BufferedFills
{
    private readonly double[] _buffer;

    private BufferedFills(double[] buffer, int width, int count) => (_buffer, Width, Count) = (buffer, width, count);

    /// <summary>The fills of a histogram or profile with so many axes.</summary>
    public static BufferedFills Of(RootObject stored, int dimension)
    {
        int width = dimension + (stored.Has("fBinEntries") ? 2 : 1);
        // A negative number says that the buffer was filled in and kept.
        return MemberConversion.ToDoubles(stored["fBuffer"]) is { Length: > 0 } buffer && buffer[0] >= 1
            ? new BufferedFills(buffer, width, (int)Math.Min(buffer[0], (buffer.Length - 1) / width)) : new BufferedFills([0], width, 0);
    }

    /// <summary>Numbers of a fill.</summary>
    public int Width { get; }

    public int Count { get; }

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
}

using System.Globalization;

namespace Hep.Jagged;

/// <summary>One axis: its range, the places of its ticks and what they are called.</summary>
internal sealed class ChartScale
{
    private readonly bool _isLogarithmic;
    private readonly double _low;
    private readonly double _high;

    private ChartScale(double low, double high, bool isLogarithmic)
    {
        _isLogarithmic = isLogarithmic;
        (_low, _high) = (low, high);
        Ticks = isLogarithmic ? Decades() : Steps();
    }

    /// <summary>Places and names of the ticks, ascending; an unnamed one is small.</summary>
    public IReadOnlyList<(double Value, string Label)> Ticks { get; private set; }

    /// <summary>Whether the ticks have names of their own instead of numbers.</summary>
    public bool HasNames { get; private set; }

    /// <summary>What the labels are to be multiplied with: <c>×10⁶</c>, or nothing.</summary>
    public string Factor { get; private set; } = "";

    /// <summary>A linear axis over a range that is widened where it is empty.</summary>
    public static ChartScale Linear(double low, double high)
    {
        if (!(low <= high) || !double.IsFinite(high - low)) (low, high) = (0, 1);
        double least = Math.Max(Math.Max(Math.Abs(low), Math.Abs(high)) * 1e-9, 1e-300);   // below that float64 has no room for ticks
        if (high - low < least) (low, high) = low == 0 ? (0, 1) : (low - Math.Abs(low) / 2, high + Math.Abs(high) / 2);
        return new ChartScale(low, high, isLogarithmic: false);
    }

    /// <summary>A logarithmic axis over a positive range, from decade to decade.</summary>
    public static ChartScale Logarithmic(double low, double high)
    {
        if (!(low > 0) || !(low <= high) || !double.IsFinite(high)) (low, high) = (1, 10);
        double first = Math.Floor(Math.Log10(low)), last = Math.Ceiling(Math.Log10(high));
        return new ChartScale(first, Math.Max(last, first + 1), isLogarithmic: true);
    }

    /// <summary>The same axis with names at these places; without any, with its numbers.</summary>
    public ChartScale Named(IReadOnlyList<(double Place, string Name)> names)
    {
        if (names.Count == 0) return this;
        return new ChartScale(_low, _high, _isLogarithmic)
        {
            Ticks = [.. names.Where(n => n.Place >= _low && n.Place <= _high).OrderBy(n => n.Place)],
            HasNames = true,
        };
    }

    /// <summary>Where a value lies: 0 at the low end of the axis, 1 at its high end; NaN where it has no place.</summary>
    public double Place(double value)
    {
        double at = _isLogarithmic ? (value > 0 ? Math.Log10(value) : double.NaN) : value;
        return (at - _low) / (_high - _low);
    }

    private List<(double, string)> Steps()
    {
        double rough = (_high - _low) / 5, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = (rough / power) switch { < 1.5 => 1, < 3 => 2, < 7 => 5, _ => 10 } * power;
        double largest = Math.Max(Math.Abs(_low), Math.Abs(_high));
        int exponent = largest is >= 1e5 or < 1e-2 ? (int)Math.Floor(Math.Log10(largest) / 3) * 3 : 0;
        if (exponent != 0) Factor = "×10" + Superscript(exponent);
        double unit = Math.Pow(10, exponent);
        int decimals = Math.Clamp(-(int)Math.Floor(Math.Log10(step / unit) + 1e-9), 0, 12);
        List<(double, string)> ticks = [];
        for (double i = Math.Ceiling(_low / step - 1e-9); i * step <= _high + step * 1e-9; i++)
            ticks.Add((i * step, (i * step / unit + 0.0).ToString("F" + decimals, CultureInfo.InvariantCulture).Replace('-', '−')));
        return ticks;
    }

    private List<(double, string)> Decades()
    {
        int every = (int)Math.Ceiling((_high - _low) / 8);
        List<(double, string)> ticks = [];
        for (int decade = (int)_low; decade <= Math.Min((int)_high, 308); decade++)
        {
            ticks.Add((Math.Pow(10, decade), (decade - (int)_low) % every == 0 ? "10" + Superscript(decade) : ""));
            for (int i = 2; i < 10 && every == 1 && decade < Math.Min((int)_high, 308); i++) ticks.Add((i * Math.Pow(10, decade), ""));
        }
        return ticks;
    }

    private static string Superscript(int number) =>
        string.Concat(number.ToString(CultureInfo.InvariantCulture).Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));
}

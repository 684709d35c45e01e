using Hep.Jagged;
using Hep.Root.IO.Objects;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO;

/// <summary>A graph of a file: points, with errors or without (TGraph, TGraphErrors, TGraphAsymmErrors, TGraphMultiErrors).</summary>
[TypeFormatterSource(typeof(NotebookFormatterSource))]
public sealed class RootGraph : IPicture
{
    private const int OnlyFirst = 0, SumOfSquares = 1;

    private readonly double[] _x, _y, _xLow, _xHigh, _yLow, _yHigh;

    private RootGraph(RootObject stored)
    {
        Object = stored;
        long points = stored.GetNumber("fNpoints");
        _x = Values("fX") ?? [];
        _y = Values("fY") ?? [];
        if (_x.Length != points || _y.Length != points)
            throw new RootException($"A {stored.ClassName} of {points} points has {_x.Length} x and {_y.Length} y.");
        _xLow = Values("fEXlow", "fExL", "fEX") ?? [];
        _xHigh = Values("fEXhigh", "fExH", "fEX") ?? [];
        _yLow = Values("fEYlow", "fEY") ?? JoinedErrors("fEyL");
        _yHigh = Values("fEYhigh", "fEY") ?? JoinedErrors("fEyH");

        double[]? Values(params ReadOnlySpan<string> members)
        {
            foreach (string member in members)
                if (MemberConversion.ToDoubles(stored[member]) is { } values
                    && (values.Length == points || values.Length == 0 && points > 0)) return values;
            return null;
        }

        // TGraphMultiErrors has several errors of y, and says how they are joined (TGraphMultiErrors::ESummationModes).
        double[] JoinedErrors(string member)
        {
            double[][] all = [.. stored.GetList(member).Select(e => MemberConversion.ToDoubles(e)).OfType<double[]>()
                .Where(e => e.Length == points)];
            if (all.Length == 0) return [];
            double[] joined = new double[points];
            for (int i = 0; i < joined.Length; i++)
                joined[i] = stored.GetNumber("fSumErrorsMode") switch
                {
                    OnlyFirst => all[0][i],
                    SumOfSquares => Math.Sqrt(all.Sum(e => e[i] * e[i])),
                    _ => all.Sum(e => Math.Abs(e[i])),
                };
            return joined;
        }
    }

    /// <summary>The graph as a tree of members.</summary>
    public RootObject Object { get; }

    /// <summary>The name.</summary>
    public string Name => Object.GetText("fName");

    /// <summary>The title, as ROOT's text.</summary>
    public string Title => Object.GetText("fTitle");

    /// <summary>The number of points.</summary>
    public int PointCount => _x.Length;

    /// <summary>The horizontal places of the points.</summary>
    public ReadOnlySpan<double> X => _x;

    /// <summary>The vertical places of the points.</summary>
    public ReadOnlySpan<double> Y => _y;

    /// <summary>The errors of x towards smaller values; none where the graph has none.</summary>
    public ReadOnlySpan<double> XErrorsLow => _xLow;

    /// <summary>The errors of x towards larger values; none where the graph has none.</summary>
    public ReadOnlySpan<double> XErrorsHigh => _xHigh;

    /// <summary>
    /// The errors of y towards smaller values; of several, the first, the root of the sum of their squares or their sum, as the graph says;
    /// none where the graph has none.
    /// </summary>
    public ReadOnlySpan<double> YErrorsLow => _yLow;

    /// <summary>The errors of y towards larger values, as <see cref="YErrorsLow"/>.</summary>
    public ReadOnlySpan<double> YErrorsHigh => _yHigh;

    /// <summary>The graph that an object is.</summary>
    /// <exception cref="RootException">It is none, or its arrays do not fit each other.</exception>
    public static RootGraph Of(RootObject stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return stored.Has("fNpoints") && stored.Has("fX") ? new RootGraph(stored)
            : throw new RootException($"An object of class {stored.ClassName} is no graph.");
    }

    /// <summary>A picture: the points with their error bars, or where they have none and ascend in x, a line through them.</summary>
    public string ToSvg() => HistogramPicture.ToSvg(this);

    /// <summary>The picture as a piece of HTML.</summary>
    public string ToHtml() => HistogramPicture.Figure(ToSvg(), $"{Object.ClassName}, {PointCount} points");

    /// <summary>The class, the name and the number of points.</summary>
    public override string ToString() => $"{Object.ClassName} {Name}, {PointCount} points";
}

using Hep.Jagged;

namespace JetAutoencoder;

/// <summary>One feature of jets as it was stored and as it came back.</summary>
/// <param name="name">The column.</param>
/// <param name="low">Its smallest value in training.</param>
/// <param name="high">Its largest.</param>
internal sealed class Reconstruction(string name, double low, double high)
{
    private const int Bins = 40;

    private readonly Histogram _stored = new(Bins, low, Above(low, high)) { Title = name }, _decoded = new(Bins, low, Above(low, high));
    private double _sum, _squares, _errors;

    public string Name => name;

    /// <summary>Jets that have a value.</summary>
    public long Count { get; private set; }

    /// <summary>The standard deviation of the stored values: what one is off who always says their mean.</summary>
    public double Deviation => Math.Sqrt(_squares / Count - Math.Pow(_sum / Count, 2));

    /// <summary>The root of the mean squared difference of both.</summary>
    public double Error => Math.Sqrt(_errors / Count);

    /// <summary>The share of the variance that was lost.</summary>
    public double Unexplained => Math.Pow(Error / Deviation, 2);

    public void Add(EntryBatch stored, EntryBatch decoded)
    {
        _stored.FillAll(stored[name]);
        _decoded.FillAll(decoded[name]);
        ReadOnlySpan<double> truths = stored.GetAs<double>(name).Values, guesses = decoded.GetAs<double>(name).Values;
        for (int i = 0; i < truths.Length; i++)
        {
            if (double.IsNaN(truths[i])) continue;
            Count++;
            _sum += truths[i];
            _squares += truths[i] * truths[i];
            _errors += Math.Pow(truths[i] - guesses[i], 2);
        }
    }

    /// <summary>Both distributions in one picture.</summary>
    public string ToSvg() => Histogram.Overlay([("stored", _stored), ("decoded", _decoded)]).ToSvg();

    private static double Above(double low, double high) => high + Math.Max((high - low) * 1e-6, 1e-6);
}

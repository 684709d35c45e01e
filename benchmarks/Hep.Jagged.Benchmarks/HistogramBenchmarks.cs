using BenchmarkDotNet.Attributes;

namespace Hep.Jagged.Benchmarks;

/// <summary>
/// Filling a histogram of 100 bins from a jagged column, beside the shortest loop that does so for finite values inside the range.
/// </summary>
[MemoryDiagnoser]
public class HistogramBenchmarks
{
    private const int Bins = 100;
    private const double High = 400;

    private readonly EntryBatch _events = SampleEvents.Make();
    private readonly Histogram _histogram = new(Bins, 0, High);
    private readonly Histogram _edges = Histogram.WithEdges([.. Enumerable.Range(0, Bins + 1).Select(i => i * i * High / (Bins * Bins))]);
    private readonly double[] _contents = new double[Bins];
    private double[] _values = [], _weights = [];

    [GlobalSetup]
    public void Prepare()
    {
        _values = Array.ConvertAll(_events.Get<float>("Jet_pt").Values.ToArray(), v => Math.Min(v, High - 1));
        _weights = Array.ConvertAll(_values, v => 1 + v);
    }

    [Benchmark(Baseline = true)]
    public void Loop()
    {
        foreach (double value in _values) _contents[(int)(value * (Bins / High))]++;
    }

    [Benchmark]
    public void Values() => _histogram.FillAll(_values);

    [Benchmark]
    public void Weighted() => _histogram.FillAll(_values, _weights);

    [Benchmark]
    public void UnlikeBins() => _edges.FillAll(_values);

    [Benchmark]
    public void JaggedColumn() => _histogram.FillAll(_events["Jet_pt"]);

    [Benchmark]
    public void JaggedColumnWeightedByEntry() => _histogram.FillAll(_events["Jet_pt"], _events["genWeight"]);
}

using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;

namespace Hep.Jagged.Benchmarks;

/// <summary>Formulas over flat and jagged columns, each beside the loop that one would write for it, in float64 too.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class ExpressionBenchmarks
{
    private const string Flat = "HT / sqrt(MET_sumEt) + rho", Jagged = "Jet_pt / HT > 0.2",
        Share = "Jet_pt / sum(Jet_pt)", Mass = "mass2(Jet_pt[0], …, Jet_pt[1], …)",
        Best = "min(mass2(pair_first(Jet_pt), …, pair_second(Jet_pt), …))";

    private readonly EntryBatch _events = SampleEvents.Make();
    private readonly double[] _entries = new double[SampleEvents.EntryCount];
    private double[] _objects = [];
    private bool[] _marks = [];
    private BoundExpression _flat = null!, _jagged = null!, _share = null!, _mass = null!, _best = null!;

    [GlobalSetup]
    public void Bind()
    {
        int objects = _events["Jet_pt"].ValueCount;
        (_objects, _marks) = (new double[objects], new bool[objects]);
        _flat = Expression.Parse(Flat).Bind(_events.Schema);
        _jagged = Expression.Parse(Jagged).Bind(_events.Schema);
        _share = Expression.Parse(Share).Bind(_events.Schema);
        _mass = Expression.Parse(
            "mass2(Jet_pt[0], Jet_eta[0], Jet_phi[0], Jet_mass[0], Jet_pt[1], Jet_eta[1], Jet_phi[1], Jet_mass[1])").Bind(_events.Schema);
        _best = Expression.Parse("min(mass2(pair_first(Jet_pt), pair_first(Jet_eta), pair_first(Jet_phi), pair_first(Jet_mass), "
            + "pair_second(Jet_pt), pair_second(Jet_eta), pair_second(Jet_phi), pair_second(Jet_mass)))").Bind(_events.Schema);
    }

    [Benchmark(Baseline = true), BenchmarkCategory(Flat)]
    public void FlatLoop()
    {
        ReadOnlySpan<float> ht = Values("HT"), sum = Values("MET_sumEt"), rho = Values("rho");
        for (int i = 0; i < ht.Length; i++) _entries[i] = ht[i] / Math.Sqrt(sum[i]) + rho[i];
    }

    [Benchmark, BenchmarkCategory(Flat)]
    public void FlatExpression() => _flat.Evaluate(_events, "x").Dispose();

    [Benchmark(Baseline = true), BenchmarkCategory(Jagged)]
    public void JaggedLoop()
    {
        ReadOnlySpan<float> pt = Values("Jet_pt"), ht = Values("HT");
        ReadOnlySpan<int> offsets = _events["Jet_pt"].Offsets(0);
        for (int entry = 0; entry < ht.Length; entry++)
            for (int i = offsets[entry]; i < offsets[entry + 1]; i++) _marks[i] = (double)pt[i] / ht[entry] > 0.2;
    }

    [Benchmark, BenchmarkCategory(Jagged)]
    public void JaggedExpression() => _jagged.Evaluate(_events, "x").Dispose();

    [Benchmark(Baseline = true), BenchmarkCategory(Share)]
    public void ShareLoop()
    {
        ReadOnlySpan<float> pt = Values("Jet_pt");
        ReadOnlySpan<int> offsets = _events["Jet_pt"].Offsets(0);
        for (int entry = 0; entry + 1 < offsets.Length; entry++)
        {
            double sum = 0;
            for (int i = offsets[entry]; i < offsets[entry + 1]; i++) sum += pt[i];
            for (int i = offsets[entry]; i < offsets[entry + 1]; i++) _objects[i] = pt[i] / sum;
        }
    }

    [Benchmark, BenchmarkCategory(Share)]
    public void ShareExpression() => _share.Evaluate(_events, "x").Dispose();

    [Benchmark(Baseline = true), BenchmarkCategory(Mass)]
    public void MassLoop()
    {
        ReadOnlySpan<float> pt = Values("Jet_pt"), eta = Values("Jet_eta"), phi = Values("Jet_phi"), mass = Values("Jet_mass");
        ReadOnlySpan<int> offsets = _events["Jet_pt"].Offsets(0);
        for (int entry = 0; entry + 1 < offsets.Length; entry++)
        {
            int i = offsets[entry];
            _entries[entry] = offsets[entry + 1] - i < 2 ? double.NaN
                : MassOfTwo((pt[i], eta[i], phi[i], mass[i]), (pt[i + 1], eta[i + 1], phi[i + 1], mass[i + 1]));
        }
    }

    [Benchmark, BenchmarkCategory(Mass)]
    public void MassExpression() => _mass.Evaluate(_events, "x").Dispose();

    [Benchmark(Baseline = true), BenchmarkCategory(Best)]
    public void BestPairLoop()
    {
        ReadOnlySpan<float> pt = Values("Jet_pt"), eta = Values("Jet_eta"), phi = Values("Jet_phi"), mass = Values("Jet_mass");
        ReadOnlySpan<int> offsets = _events["Jet_pt"].Offsets(0);
        for (int entry = 0; entry + 1 < offsets.Length; entry++)
        {
            double best = double.NaN;
            for (int i = offsets[entry]; i < offsets[entry + 1]; i++)
                for (int j = i + 1; j < offsets[entry + 1]; j++)
                    best = double.MinNumber(best, MassOfTwo((pt[i], eta[i], phi[i], mass[i]), (pt[j], eta[j], phi[j], mass[j])));
            _entries[entry] = best;
        }
    }

    [Benchmark, BenchmarkCategory(Best)]
    public void BestPairExpression() => _best.Evaluate(_events, "x").Dispose();

    private ReadOnlySpan<float> Values(string name) => _events.Get<float>(name).Values;

    private static double MassOfTwo((double Pt, double Eta, double Phi, double Mass) a, (double Pt, double Eta, double Phi, double Mass) b)
    {
        double x = a.Pt * Math.Cos(a.Phi) + b.Pt * Math.Cos(b.Phi), y = a.Pt * Math.Sin(a.Phi) + b.Pt * Math.Sin(b.Phi);
        (double za, double zb) = (a.Pt * Math.Sinh(a.Eta), b.Pt * Math.Sinh(b.Eta));
        double energy = Math.Sqrt(a.Pt * a.Pt + za * za + a.Mass * a.Mass)
            + Math.Sqrt(b.Pt * b.Pt + zb * zb + b.Mass * b.Mass), z = za + zb;
        return Math.Sqrt(Math.Max(energy * energy - x * x - y * y - z * z, 0));
    }
}

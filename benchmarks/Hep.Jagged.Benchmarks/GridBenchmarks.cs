using BenchmarkDotNet.Attributes;

namespace Hep.Jagged.Benchmarks;

/// <summary>
/// The matrix form of a batch of events, 40 × 64 cells with two channels, beside the zeroing of its memory and the loop that one would
/// write for this plane.
/// </summary>
[MemoryDiagnoser]
public class GridBenchmarks
{
    private const int XCount = 40, YCount = 64, Cells = XCount * YCount;
    private const double High = 120;

    private readonly EntryBatch _events = SampleEvents.Make();
    private readonly float[] _grid = new float[SampleEvents.EntryCount * 2 * Cells];
    private FeaturePipeline _pipeline = null!;

    [GlobalSetup]
    public async Task Prepare()
    {
        FeatureSpecification specification = FeatureSpecification.FromJson("""
            { "grid": { "planes": [ { "x": "Jet_eta", "y": "Jet_phi", "x_bins": [40, 0, 120], "y_bins": [64, 0, 120] } ],
                        "channels": ["count", "sum(Jet_pt)"] } }
            """);
        using BatchSource source = BatchSource.From([_events.Share()]);
        _pipeline = FeaturePipeline.Create(specification, await FeatureStatistics.CollectAsync(source, specification));
        using PaddedBatch padded = _pipeline.Apply(_events);
        Loop();
        if (!_grid.AsSpan().SequenceEqual(padded.Grid("grid")))
            throw new InvalidOperationException("The loop and the pipeline give different grids.");
    }

    [Benchmark(Baseline = true)]
    public void Clear() => _grid.AsSpan().Clear();

    [Benchmark]
    public void Loop()
    {
        _grid.AsSpan().Clear();
        Column<float> etas = _events.Get<float>("Jet_eta"), phis = _events.Get<float>("Jet_phi"), pts = _events.Get<float>("Jet_pt");
        ReadOnlySpan<int> offsets = etas.Offsets(0);
        for (int entry = 0; entry < offsets.Length - 1; entry++)
            for (int i = offsets[entry]; i < offsets[entry + 1]; i++)
            {
                double eta = etas.Values[i], phi = phis.Values[i];
                if (!(eta >= 0 && eta < High && phi >= 0 && phi < High)) continue;
                int cell = entry * 2 * Cells + (int)(phi / (High / YCount)) * XCount + (int)(eta / (High / XCount));
                _grid[cell]++;
                _grid[cell + Cells] += pts.Values[i];
            }
    }

    [Benchmark]
    public void Dense() => _pipeline.Apply(_events).Dispose();

    [Benchmark]
    public void Sparse()
    {
        foreach (SparseGrid grid in _pipeline.ApplySparse(_events)) grid.Dispose();
    }
}

using BenchmarkDotNet.Attributes;

namespace Hep.Jagged.Benchmarks;

/// <summary>Padding alone: eleven jagged columns, unscaled, beside a copy of the result and the plain loop.</summary>
[MemoryDiagnoser]
public class PaddingBenchmarks
{
    private readonly EntryBatch _events = SampleEvents.Make();
    private FeaturePipeline _pipeline = null!;
    private Floor _floor = null!;
    private float[] _features = [];
    private bool[] _mask = [];

    [GlobalSetup]
    public async Task Prepare()
    {
        FeatureSpecification specification = new() { Columns = ["Jet_*"] };
        using BatchSource source = BatchSource.From([_events.Share()]);
        _pipeline = FeaturePipeline.Create(specification, await FeatureStatistics.CollectAsync(source, specification));
        using PaddedBatch padded = _pipeline.Apply(_events);
        _floor = Floor.Of(padded);
        (_features, _mask) = (new float[padded.Features.Length], new bool[padded.Mask.Length]);
    }

    [Benchmark(Baseline = true)]
    public void Copy() => _floor.Copy();

    [Benchmark]
    public void Loop()
    {
        int slots = _pipeline.Collections[0].Slots, first = 0;
        _features.AsSpan().Clear();
        _mask.AsSpan().Clear();
        foreach (string name in _pipeline.Features)
        {
            Floor.Pad(_events.Get<float>(name), slots, first, _pipeline.CellCount, null, _features, _mask);
            first += slots;
        }
    }

    [Benchmark]
    public void Apply() => _pipeline.Apply(_events).Dispose();
}

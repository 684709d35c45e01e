using BenchmarkDotNet.Attributes;

namespace Hep.Jagged.Benchmarks;

/// <summary>
/// Pass 2 and back over a batch of events, all columns standard-scaled, beside a copy of its result and the loop that one would write
/// for these columns.
/// </summary>
[MemoryDiagnoser]
public class PipelineBenchmarks
{
    private readonly EntryBatch _events = SampleEvents.Make();
    private FeaturePipeline _pipeline = null!;
    private PaddedBatch _padded = null!;
    private Floor _floor = null!;
    private (Column<float> Column, int First, int Slots, (double, double) Scale)[] _plan = [];
    private float[] _features = [];
    private bool[] _mask = [];

    [GlobalSetup]
    public async Task Prepare()
    {
        FeatureSpecification specification = FeatureSpecification.FromJson(
            """{ "features": { "columns": ["*"], "scaling": { "*": "standard" } } }""");
        using BatchSource source = BatchSource.From([_events.Share()]);
        FeatureStatistics statistics = await FeatureStatistics.CollectAsync(source, specification);
        _pipeline = FeaturePipeline.Create(specification, statistics);
        _padded = _pipeline.Apply(_events);
        _floor = Floor.Of(_padded);
        (_features, _mask) = (new float[_padded.Features.Length], new bool[_padded.Mask.Length]);
        int first = 0;
        List<(Column<float>, int, int, (double, double))> plan = [];
        foreach (ColumnStatistics column in statistics.Columns)
        {
            int slots = _pipeline.Collections.FirstOrDefault(c => c.Columns.Contains(column.Name))?.Slots ?? 1;
            plan.Add((_events.GetAs<float>(column.Name), first, slots, (column.Mean, column.StandardDeviation)));
            first += slots;
        }
        _plan = [.. plan];
        Loop();
        if (!_features.AsSpan().SequenceEqual(_padded.Features))
            throw new InvalidOperationException("The loop and the pipeline give different features.");
    }

    [Benchmark(Baseline = true)]
    public void Copy() => _floor.Copy();

    [Benchmark]
    public void Loop()
    {
        _features.AsSpan().Clear();
        _mask.AsSpan().Clear();
        foreach ((Column<float> column, int first, int slots, (double, double) scale) in _plan)
        {
            if (column.Schema.Depth == 0) Floor.Place(column.Values, first, _pipeline.CellCount, scale, _features, _mask);
            else Floor.Pad(column, slots, first, _pipeline.CellCount, scale, _features, _mask);
        }
    }

    [Benchmark]
    public void Apply() => _pipeline.Apply(_events).Dispose();

    [Benchmark]
    public void Invert() => _pipeline.Invert(_padded).Dispose();
}

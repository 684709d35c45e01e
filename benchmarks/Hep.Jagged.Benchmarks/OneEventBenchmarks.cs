using BenchmarkDotNet.Attributes;

namespace Hep.Jagged.Benchmarks;

/// <summary>Pass 2 for one event, as a service gets them, beside a copy of its row: what a batch costs whatever its size.</summary>
[MemoryDiagnoser]
public class OneEventBenchmarks
{
    private readonly EntryBatch _events = SampleEvents.Make();
    private EntryBatch _one = null!;
    private FeaturePipeline _plain = null!, _whole = null!;
    private Floor _floor = null!;

    [GlobalSetup]
    public async Task Prepare()
    {
        _one = _events.Slice(7, 1);
        _plain = await MakeAsync("""{ "features": { "columns": ["*"], "scaling": { "*": "standard" } } }""");
        _whole = await MakeAsync("""
            { "define": { "Jet_share": "Jet_pt / sum(Jet_pt)" }, "where": "nJet >= 0",
              "features": { "columns": ["*"],
                  "collections": { "Jet": { "order_by": "-Jet_pt", "where": "Jet_pt > 1" } }, "scaling": { "*": "standard" } } }
            """);
        using PaddedBatch padded = _plain.Apply(_one);
        _floor = Floor.Of(padded);
    }

    [Benchmark(Baseline = true)]
    public void Copy() => _floor.Copy();

    [Benchmark]
    public void Plain() => _plain.Apply(_one).Dispose();

    [Benchmark]
    public void WithDefinitionCutAndSelection() => _whole.Apply(_one).Dispose();

    private async Task<FeaturePipeline> MakeAsync(string json)
    {
        FeatureSpecification specification = FeatureSpecification.FromJson(json);
        using BatchSource source = BatchSource.From([_events.Share()]);
        return FeaturePipeline.Create(specification, await FeatureStatistics.CollectAsync(source, specification));
    }
}

using BenchmarkDotNet.Attributes;

namespace Hep.Jagged.Benchmarks;

/// <summary>
/// Pass 2 where entries are cut and objects are selected and ordered, beside a copy of its result and the same pipeline without.
/// </summary>
[MemoryDiagnoser]
public class SelectionBenchmarks
{
    private readonly EntryBatch _events = SampleEvents.Make();
    private FeaturePipeline _plain = null!, _cut = null!, _selected = null!, _ordered = null!;
    private Floor _floor = null!;

    [GlobalSetup]
    public async Task Prepare()
    {
        _plain = await MakeAsync("{}");
        _cut = await MakeAsync("{}", ", \"where\": \"nJet >= 1 && MET_pt > 10\"");
        _selected = await MakeAsync("""{ "Jet": { "where": "Jet_pt > 20" } }""");
        _ordered = await MakeAsync("""{ "Jet": { "order_by": "-Jet_btag" } }""");
        using PaddedBatch padded = _plain.Apply(_events);
        _floor = Floor.Of(padded);
    }

    [Benchmark(Baseline = true)]
    public void Copy() => _floor.Copy();

    [Benchmark]
    public void Plain() => _plain.Apply(_events).Dispose();

    [Benchmark]
    public void EntryCut() => _cut.Apply(_events).Dispose();

    [Benchmark]
    public void ObjectCut() => _selected.Apply(_events).Dispose();

    [Benchmark]
    public void ObjectOrder() => _ordered.Apply(_events).Dispose();

    private async Task<FeaturePipeline> MakeAsync(string collections, string where = "")
    {
        FeatureSpecification specification = FeatureSpecification.FromJson(
            $$"""{ "features": { "columns": ["Jet_*"], "collections": {{collections}}, "scaling": { "*": "standard" } }{{where}} }""");
        using BatchSource source = BatchSource.From([_events.Share()]);
        return FeaturePipeline.Create(specification, await FeatureStatistics.CollectAsync(source, specification));
    }
}

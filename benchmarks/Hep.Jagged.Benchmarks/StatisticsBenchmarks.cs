using BenchmarkDotNet.Attributes;

namespace Hep.Jagged.Benchmarks;

/// <summary>
/// Pass 1 over a batch of events, beside a copy of its values and a loop that takes limits, mean and variance alone, without quantiles.
/// </summary>
[MemoryDiagnoser]
public class StatisticsBenchmarks
{
    private readonly BatchSource _source = BatchSource.From([SampleEvents.Make()]);
    private readonly EntryBatch _events = SampleEvents.Make();
    private Floor _floor = null!;

    private static readonly FeatureSpecification Specification = new() { Columns = ["*"] };

    [GlobalSetup]
    public void Prepare()
    {
        foreach (Column column in _events.Columns) _events.GetAs<float>(column.Name);
        _floor = Floor.Of(_events);
    }

    [Benchmark(Baseline = true)]
    public void Copy() => _floor.Copy();

    [Benchmark]
    public double Loop()
    {
        double checksum = 0;
        foreach (Column column in _events.Columns)
        {
            double minimum = double.PositiveInfinity, maximum = double.NegativeInfinity, sum = 0, squares = 0;
            foreach (float value in _events.GetAs<float>(column.Name).Values)
            {
                if (!float.IsFinite(value)) continue;
                minimum = Math.Min(minimum, value);
                maximum = Math.Max(maximum, value);
                sum += value;
                squares += (double)value * value;
            }
            checksum += minimum + maximum + sum + squares;
        }
        return checksum;
    }

    [Benchmark]
    public Task<FeatureStatistics> Collect() => FeatureStatistics.CollectAsync(_source, Specification);
}

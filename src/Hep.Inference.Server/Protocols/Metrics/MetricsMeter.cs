using System.Diagnostics.Metrics;

namespace Hep.Inference.Server.Protocols.Metrics;

/// <summary>
/// What a scrape tells, as instruments of .NET for exporters that send it elsewhere: an instrument for each series, whose values are read
/// when somebody asks. .NET has no histogram that is read, so that a distribution is the counters that a scrape has of it.
/// </summary>
internal sealed class MetricsMeter
{
    /// <summary>The meter, by which exporters know it.</summary>
    public const string Name = "Hep.Inference.Server.Metrics";

    private readonly ServiceReading _service;
    private readonly Lock _lock = new();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);   // of the reading
    private ILookup<string, Measurement<double>> _reading;

    public MetricsMeter(IMeterFactory meters, ServiceReading service)
    {
        _service = service;
        Meter meter = meters.Create(Name);
        IReadOnlyList<MetricFamily> families = service.Read();
        _reading = ToLookup(families);
        foreach (MetricFamily family in families)
            foreach (string series in family.SeriesNames)
            {
                if (family.Kind == MetricKind.Gauge) meter.CreateObservableGauge(series, () => Tell(series), null, family.Help);
                else meter.CreateObservableCounter(series, () => Tell(series), null, family.Help);
                _told.Add(series);
            }
    }

    /// <summary>Who collects asks for each series once: what is asked for again belongs to the next reading.</summary>
    private IEnumerable<Measurement<double>> Tell(string series)
    {
        lock (_lock)
        {
            if (_told.Add(series)) return _reading[series];
            _reading = ToLookup(_service.Read());
            _told.Clear();
            _told.Add(series);
            return _reading[series];
        }
    }

    private static ILookup<string, Measurement<double>> ToLookup(IEnumerable<MetricFamily> families) =>
        families.SelectMany(f => f.Series).ToLookup(s => s.Series, s => new Measurement<double>(s.Sample.Value,
            s.Sample.Labels.Select(l => new KeyValuePair<string, object?>(l.Key, l.Value))));
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Hep.Testing;

/// <summary>
/// Sums what the instruments of one meter measure, from now on until it is disposed; a histogram counts as the sum of its values.
/// </summary>
public sealed class RecordedMeasurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, double> _sums = new(StringComparer.Ordinal);

    /// <summary>Listens to meters of that name, and of that scope where one is given.</summary>
    public RecordedMeasurements(string meter, object? scope = null)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meter && (scope is null || instrument.Meter.Scope == scope))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument, value));
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Add(instrument, value));
        _listener.Start();
    }

    /// <summary>The sum of an instrument; 0 before its first measurement.</summary>
    public double this[string instrument] => _sums.GetValueOrDefault(instrument);

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value) => _sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
}

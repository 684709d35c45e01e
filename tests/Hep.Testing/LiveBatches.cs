using System.Diagnostics.Metrics;

namespace Hep.Testing;

/// <summary>Counts the batches that were made and not disposed while it listens: the library's own meter.</summary>
public sealed class LiveBatches : IDisposable
{
    private readonly MeterListener _listener = new();
    private int _count;

    public LiveBatches()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "hep.batches.live") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((_, change, _, _) => Interlocked.Add(ref _count, change));
        _listener.Start();
    }

    public int Count => Volatile.Read(ref _count);

    public void Dispose() => _listener.Dispose();
}

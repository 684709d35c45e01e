using System.Collections.Concurrent;
using System.Diagnostics;

namespace Hep.Testing;

/// <summary>Keeps the activities of one source that end while it listens.</summary>
public sealed class RecordedActivities : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    /// <summary>Listens to a source until disposed.</summary>
    public RecordedActivities(string source)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == source,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The activities that have ended, in the order of their ends.</summary>
    public IReadOnlyList<Activity> Ended => [.. _ended];

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}

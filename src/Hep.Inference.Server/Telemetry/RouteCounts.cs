using System.Collections.Concurrent;

namespace Hep.Inference.Server.Telemetry;

/// <summary>What became of the requests of one route, or of one method of gRPC.</summary>
internal sealed class RouteCounts(string method, string pattern)
{
    /// <summary>Where times are told apart, in seconds, ascending.</summary>
    public static readonly double[] Bounds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];

    private readonly ConcurrentDictionary<int, Count> _statuses = new();
    private readonly long[] _durations = new long[Bounds.Length + 1];
    private long _ticks;

    public string Method => method;

    public string Pattern => pattern;

    /// <summary>Requests by status.</summary>
    public IEnumerable<(int Status, long Count)> Statuses => _statuses.OrderBy(s => s.Key).Select(s => (s.Key, s.Value.Read()));

    /// <summary>Requests that took up to each bound, and the longer ones.</summary>
    public long[] Durations => Array.ConvertAll(_durations, static d => Volatile.Read(ref d));

    /// <summary>The time of all of them.</summary>
    public TimeSpan Total => new(Volatile.Read(ref _ticks));

    public void Add(int status, TimeSpan elapsed)
    {
        _statuses.GetOrAdd(status, static _ => new Count()).Add();
        int size = 0;
        while (size < Bounds.Length && elapsed.TotalSeconds > Bounds[size]) size++;
        Interlocked.Increment(ref _durations[size]);
        Interlocked.Add(ref _ticks, elapsed.Ticks);
    }

    private sealed class Count
    {
        private long _count;

        public void Add() => Interlocked.Increment(ref _count);

        public long Read() => Volatile.Read(ref _count);
    }
}

using System.Collections.Concurrent;

namespace Hep.Inference.Benchmarks;

/// <summary>What became of the requests of a soak, since it was read the last time and in all.</summary>
internal sealed class SoakTally
{
    private const int MostTold = 20;

    private readonly ConcurrentQueue<string> _told = new();
    private ConcurrentBag<double> _milliseconds = [];
    private int _malformed, _changes, _failed, _allFailed;

    /// <summary>Good requests and changes that failed, and malformed ones that were not refused.</summary>
    public int Failed => _allFailed;

    /// <summary>What was said of the first that failed.</summary>
    public IEnumerable<string> Told => _told;

    public void Predicted(bool isFine, double milliseconds, string why)
    {
        _milliseconds.Add(milliseconds);
        if (!isFine) Fail(why);
    }

    public void Refused(bool isFine, string why)
    {
        Interlocked.Increment(ref _malformed);
        if (!isFine) Fail(why);
    }

    public void Changed(bool isFine, string why)
    {
        Interlocked.Increment(ref _changes);
        if (!isFine) Fail(why);
    }

    /// <summary>What was counted since the last time.</summary>
    public (double[] Milliseconds, int Malformed, int Changes, int Failed) Take() =>
        ([.. Interlocked.Exchange(ref _milliseconds, []).Order()], Interlocked.Exchange(ref _malformed, 0),
            Interlocked.Exchange(ref _changes, 0), Interlocked.Exchange(ref _failed, 0));

    private void Fail(string why)
    {
        Interlocked.Increment(ref _failed);
        if (Interlocked.Increment(ref _allFailed) <= MostTold) _told.Enqueue($"{DateTime.UtcNow:HH:mm:ss.fff} {why}");
    }
}

using System.Collections.Concurrent;

namespace Hep.Root.IO.Http;

/// <summary>Which servers answer several ranges at once as they should. The first such request to a server is its trial.</summary>
internal sealed class MultiRangeTrust(bool isWanted)
{
    private enum Trial
    {
        None,
        UnderWay,
        Passed,
        Failed,
    }

    private readonly ConcurrentDictionary<string, Trial> _trials = new(StringComparer.Ordinal);

    /// <summary>
    /// How many such requests may go to a server now: none, one, which is its trial and has to be told of, or any number.
    /// </summary>
    public int Claim(string server)
    {
        if (!isWanted) return 0;
        if (_trials.GetOrAdd(server, Trial.None) == Trial.Passed) return int.MaxValue;
        return _trials.TryUpdate(server, Trial.UnderWay, Trial.None) ? 1 : 0;
    }

    /// <summary>What came of a request.</summary>
    public void Tell(string server, bool isRight) => _trials[server] = isRight ? Trial.Passed : Trial.Failed;

    /// <summary>Nothing came of a trial: it may be repeated.</summary>
    public void Drop(string server) => _trials.TryUpdate(server, Trial.None, Trial.UnderWay);
}

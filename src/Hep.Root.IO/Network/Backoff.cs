namespace Hep.Root.IO.Network;

/// <summary>How long to wait before something is tried again: twice as long each time, and not all at the same moment.</summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100), Most = TimeSpan.FromSeconds(5);

    /// <param name="failures">What failed so far, from 1.</param>
    public static TimeSpan After(int failures)
    {
        TimeSpan whole = First * Math.Pow(2, Math.Min(failures - 1, 10));
        return (whole < Most ? whole : Most) * (0.5 + Random.Shared.NextDouble() / 2);
    }
}

namespace Hep.Inference.Client;

/// <summary>One server and what its last answers told of it. Any number of calls use it at once.</summary>
internal sealed class Server(Uri address)
{
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(1), LongestRest = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private int _failures;
    private long _restsUntil;

    /// <summary>Its address, with a slash at the end: it may have a path of its own.</summary>
    public Uri Address { get; } = FolderOf(address);

    /// <summary>Whether it takes binary tensors; null: it has not been asked.</summary>
    public bool? TakesBinary
    {
        get
        {
            lock (_lock) return field;
        }
        set
        {
            lock (_lock) field = value;
        }
    }

    /// <summary>Whether it is asked before servers that failed of late.</summary>
    public bool IsRested
    {
        get
        {
            lock (_lock) return _failures == 0 || Environment.TickCount64 >= _restsUntil;
        }
    }

    public void Succeeded()
    {
        lock (_lock) _failures = 0;
    }

    /// <summary>It could not answer: others are asked first for a while, longer each time.</summary>
    /// <param name="asked">How long it asks to be left alone; null: it does not say.</param>
    public void Failed(TimeSpan? asked)
    {
        lock (_lock)
        {
            TimeSpan rest = asked ?? FirstRest * Math.Pow(2, Math.Min(_failures, 10));
            _restsUntil = Environment.TickCount64 + (long)Math.Min(rest.TotalMilliseconds, LongestRest.TotalMilliseconds);
            _failures++;
        }
    }

    private static Uri FolderOf(Uri address)
    {
        if (!address.IsAbsoluteUri) throw new ArgumentException($"'{address}' is no address: http://host:8500 is.", nameof(address));
        UriBuilder folder = new(address);
        if (!folder.Path.EndsWith('/')) folder.Path += "/";   // else the last part of a path would be dropped
        return folder.Uri;
    }
}

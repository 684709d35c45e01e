namespace Hep.Root.IO.XRootD;

/// <summary>A handle, which is good in its session alone.</summary>
/// <param name="Session">The session that opened it.</param>
/// <param name="Handle">What the server calls it.</param>
/// <param name="Route">How it was found.</param>
/// <param name="Status">The file as it was.</param>
internal sealed record OpenedFile(Session Session, FileHandle Handle, Route Route, XRootDStatus Status)
{
    private volatile bool _hasServed;

    /// <summary>Whether bytes were read: what failed before, elsewhere, counts no more then.</summary>
    public bool HasServed
    {
        get => _hasServed;
        set => _hasServed = value;
    }

    /// <summary>Whether it is another file now: replicas may have been written at different times; one server's file was not.</summary>
    public bool Differs(OpenedFile before) => before.Status.Length != Status.Length
        || (before.Session.Endpoint == Session.Endpoint && before.Status.Modified != Status.Modified);

    /// <summary>Gives the handle back to a server that is still there.</summary>
    public void Close() => Session.Close(Handle);
}

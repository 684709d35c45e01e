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
}

namespace Hep.Root.IO;

/// <summary>What a server says of one of many paths.</summary>
/// <param name="Url">The path's URL, as messages show it: without secrets.</param>
/// <param name="Exists">Whether there is anything; else the rest is false.</param>
/// <param name="IsDirectory">Whether it is a directory.</param>
/// <param name="IsOther">Whether it is neither a file nor a directory.</param>
/// <param name="IsOffline">Whether it is on tape, and has to be brought to a disk before it can be read.</param>
public sealed record XRootDPathStatus(string Url, bool Exists, bool IsDirectory, bool IsOther, bool IsOffline)
{
    /// <summary>Whether it is a file that can be read without waiting for a tape.</summary>
    public bool IsFile => Exists && !IsDirectory && !IsOther && !IsOffline;
}

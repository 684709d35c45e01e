namespace Hep.Root.IO;

/// <summary>An item of a directory.</summary>
/// <param name="Name">Its name in the directory.</param>
/// <param name="Status">What the server says of it; null where an old server lists names alone.</param>
public sealed record XRootDEntry(string Name, XRootDStatus? Status);

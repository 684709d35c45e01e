namespace Hep.Root.IO;

/// <summary>An item of a directory.</summary>
/// <param name="Name">Its name in the directory.</param>
/// <param name="IsDirectory">Whether it is a directory.</param>
/// <param name="Length">The number of bytes; null where the server does not say.</param>
/// <param name="Modified">When it was last written; null where the server does not say.</param>
public sealed record HttpEntry(string Name, bool IsDirectory, long? Length, DateTimeOffset? Modified);

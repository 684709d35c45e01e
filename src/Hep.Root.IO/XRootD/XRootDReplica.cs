namespace Hep.Root.IO;

/// <summary>A server that has a file, or that knows which have.</summary>
/// <param name="Server">Its address, as <c>host:port</c>.</param>
/// <param name="IsManager">Whether it knows servers, rather than being one.</param>
/// <param name="IsPending">Whether the file is about to come there.</param>
/// <param name="IsWritable">Whether it may be written there.</param>
public sealed record XRootDReplica(string Server, bool IsManager, bool IsPending, bool IsWritable);

namespace Hep.Root.IO;

/// <summary>One range of a vector read, and where its bytes go.</summary>
/// <param name="Offset">The first byte's place in the file.</param>
/// <param name="Destination">Filled whole.</param>
public readonly record struct ByteRead(long Offset, Memory<byte> Destination);

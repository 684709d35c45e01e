namespace Hep.Root.IO;

/// <summary>A checksum of a whole file, as a server computed or stored it.</summary>
/// <param name="Algorithm">Its name: <c>adler32</c>, <c>crc32c</c>, <c>md5</c>, ….</param>
/// <param name="Value">Its digits, in hexadecimal.</param>
public sealed record XRootDChecksum(string Algorithm, string Value);

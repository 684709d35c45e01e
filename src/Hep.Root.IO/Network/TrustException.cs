namespace Hep.Root.IO.Network;

/// <summary>
/// No certificate can be judged, or shown: a file that should hold some does not. Each client has its own exception for it.
/// </summary>
internal sealed class TrustException(string message, Exception? innerException) : Exception(message, innerException);

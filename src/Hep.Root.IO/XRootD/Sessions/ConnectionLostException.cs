namespace Hep.Root.IO.XRootD;

/// <summary>A connection that could not be made, or broke: what was asked for may be asked for again.</summary>
internal sealed class ConnectionLostException(string message, Exception? innerException) : Exception(message, innerException);

using System.Security.Authentication;

namespace Hep.Root.IO.Http;

/// <summary>A server's certificate that does not hold, thrown through the handshake so that its reason comes out at the request.</summary>
internal sealed class CertificateRefusal(string message) : AuthenticationException(message);

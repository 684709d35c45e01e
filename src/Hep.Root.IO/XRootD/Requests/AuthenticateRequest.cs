using System.Text;

namespace Hep.Root.IO.XRootD;

/// <summary>kXR_auth: credentials of one way to authenticate.</summary>
internal static class AuthenticateRequest
{
    private const int NameAt = 12;

    public static Request Of(string protocol, ReadOnlyMemory<byte> credentials)
    {
        Span<byte> body = stackalloc byte[16];
        Encoding.ASCII.GetBytes(protocol.AsSpan(0, Math.Min(protocol.Length, body.Length - NameAt)), body[NameAt..]);
        return new Request(RequestCode.Authenticate, body, credentials);
    }
}

using System.Buffers.Binary;
using Hep.Root.IO.Network;

namespace Hep.Root.IO.XRootD;

/// <summary>
/// Where a response of the kind kXR_redirect sends a request: a port and <c>host[?opaque[?token]]</c>, or with a negative port, whose
/// bits are flags then, a whole URL.
/// </summary>
/// <param name="Host">The server's name or address.</param>
/// <param name="Port">Its port.</param>
/// <param name="UsesTls">Whether the URL asks for TLS.</param>
/// <param name="Path">The path of the URL; null: the same as before.</param>
/// <param name="Query">What to add behind the question mark; may be empty.</param>
/// <param name="LoginToken">What to give along at the login there; may be empty.</param>
/// <param name="Replaces">Whether the server stands for the one that sent here from now on.</param>
internal sealed record RedirectTarget(
    string Host, int Port, bool UsesTls, string? Path, string Query, string LoginToken, bool Replaces)
{
    private const uint Collapse = 0x2000;

    /// <exception cref="XRootDException">It names no place that this client can go to.</exception>
    public static RedirectTarget Parse(ReadOnlySpan<byte> answer)
    {
        if (answer.Length <= sizeof(int)) throw new XRootDException("The server sends elsewhere, and does not say where.");
        int port = BinaryPrimitives.ReadInt32BigEndian(answer);
        string text = ServerText.Decode(answer[sizeof(int)..]);
        if (port < 0) return OfUrl(text, (~(uint)port & Collapse) != 0);
        // Doors put question marks and colons into what follows: only the first two count.
        string[] parts = text.Split('?', 3);
        string host = parts[0].Trim('[', ']');
        if (host.Length == 0 || port > 65535)
            throw new XRootDException($"The server sends to '{parts[0]}', port {port}: that is no server.");
        return new RedirectTarget(host, port == 0 ? XRootDUrl.DefaultPort : port, false, null, parts.ElementAtOrDefault(1) ?? "",
            parts.ElementAtOrDefault(2) ?? "", false);
    }

    private static RedirectTarget OfUrl(string text, bool replaces)
    {
        if (!XRootDUrl.IsOne(text))
            throw new XRootDException($"The server sends to '{LocationText.Show(text)}', which is no URL of XRootD: open that one itself.");
        XRootDUrl url = XRootDUrl.Parse(text);
        return new RedirectTarget(
            url.Endpoint.Host, url.Endpoint.Port, url.Endpoint.UsesTls, url.Path == "/" ? null : url.Path, url.Query, "", replaces);
    }
}

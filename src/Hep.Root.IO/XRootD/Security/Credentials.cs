using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Hep.Root.IO.Network;

namespace Hep.Root.IO.XRootD;

/// <summary>The ways to authenticate that this client knows, by the names that servers offer them under.</summary>
internal static class Credentials
{
    private static readonly Dictionary<string, Func<CredentialContext, Credential>> Known = new(StringComparer.Ordinal)
    {
        ["unix"] = context => Named("unix", $"{context.User} {context.User}\0"),
        ["host"] = _ => Named("host", ""),
        ["ztn"] = OfToken,
        ["sss"] = SharedSecret.Make,
        ["gsi"] = _ => Credential.None("proxies of X.509 are not spoken here: read through https:// with the proxy as client certificate, "
            + "or with a token"),
    };

    /// <summary>The credentials for one offer.</summary>
    public static Credential Make(string protocol, CredentialContext context) =>
        Known.TryGetValue(protocol, out Func<CredentialContext, Credential>? make)
            ? make(context)
            : Credential.None("this client does not know it");

    private static Credential Named(string protocol, string text) => new(Encoding.UTF8.GetBytes($"{protocol}\0{text}"), null);

    // "ztn", version 0, 'T', and the token between its length and a NUL (XrdSecProtocolztn). Servers offer it in clear too; nobody may take
    // that up.
    private static Credential OfToken(CredentialContext context)
    {
        if (!context.IsEncrypted) return Credential.None("tokens are shown under TLS alone: write roots:// for root://");
        string? found;
        try
        {
            found = context.Options.Token?.Invoke()?.Trim();
        }
        catch (TrustException failure)
        {
            return Credential.None(failure.Message);
        }
        if (found is not { Length: > 0 } token)
            return Credential.None(
                "no token was found: BEARER_TOKEN, BEARER_TOKEN_FILE or /tmp/bt_u<uid> hold one, or XRootDOptions.Token");
        string[] parameters = context.Parameters.Split(':');
        if (parameters.Length > 1 && int.TryParse(parameters[1], NumberStyles.None, CultureInfo.InvariantCulture, out int most)
            && token.Length >= most)
            return Credential.None($"the token has {token.Length} bytes, the server takes fewer than {most}");
        if (token.Length >= ushort.MaxValue) return Credential.None($"the token has {token.Length} bytes, which no message of ztn holds");
        byte[] bytes = new byte[10 + token.Length + 1];
        "ztn\0\0T"u8.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(8), checked((ushort)(token.Length + 1)));
        Encoding.ASCII.GetBytes(token, bytes.AsSpan(10));
        return new Credential(bytes, null, token, ". Get a new token, of an issuer that the server trusts");
    }
}

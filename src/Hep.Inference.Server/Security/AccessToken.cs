using System.Security.Cryptography;
using System.Text;

namespace Hep.Inference.Server.Security;

/// <summary>The service's token, kept as its hash alone.</summary>
internal sealed class AccessToken(string token)
{
    private readonly byte[] _hash = SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Whether the text is the token; the time it takes tells nothing, hashes being of one length.</summary>
    public bool Matches(string candidate) =>
        CryptographicOperations.FixedTimeEquals(_hash, SHA256.HashData(Encoding.UTF8.GetBytes(candidate)));
}

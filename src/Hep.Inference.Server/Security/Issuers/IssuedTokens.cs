using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Hep.Inference.Server.Security;

/// <summary>JSON web tokens of the issuers that the configuration trusts.</summary>
internal sealed class IssuedTokens(InferenceServerOptions options, TimeProvider time)
{
    private const int MostCharacters = 16 << 10;

    private readonly TrustedIssuer[] _issuers = [.. options.TokenIssuers.Select(i => new TrustedIssuer(i, time))];

    /// <summary>Whether a text has the form of such a token, and there is an issuer at all.</summary>
    public bool MayBe(string token) => _issuers.Length > 0 && token.Count(c => c == '.') == 2;

    /// <summary>Whose token it is, and what for.</summary>
    /// <exception cref="InferenceException">401, or 503 where keys cannot be fetched.</exception>
    public Task<(string Name, IReadOnlyList<AccessGrant> Grants)> CheckAsync(string text, CancellationToken cancellationToken)
    {
        JsonWebToken token = Read(text);
        TrustedIssuer issuer = Array.Find(_issuers, i => i.Name == token.Issuer)
            ?? throw Refuse("The token is of an issuer that this service does not know.");
        return issuer.CheckAsync(token, cancellationToken);
    }

    private static JsonWebToken Read(string text)
    {
        try
        {
            return text.Length <= MostCharacters ? new JsonWebToken(text) : throw Refuse("The token is too long.");
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException)
        {
            throw Refuse("The token is no JSON web token.");
        }
    }

    private static InferenceException Refuse(string message) => new(InferenceFailure.Unauthorized, message);
}

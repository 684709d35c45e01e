using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Hep.Inference.Server.Security;

/// <summary>One issuer: checks its tokens, and tells who their bearers are and what they may do.</summary>
internal sealed class TrustedIssuer
{
    private const int UsualSkew = 60, MostSkew = 300, MostName = 128;
    private const int MostKeyBytes = 1 << 20;

    /// <summary>
    /// Signatures by a private key alone. That leaves out <c>none</c>, and keyed hashes, for which a public key could be taken as the
    /// secret.
    /// </summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly TokenIssuer _issuer;
    private readonly TokenValidationParameters _rules;
    private readonly IssuerKeys? _keys;
    private readonly string _root;

    /// <exception cref="IOException">The file of keys cannot be read.</exception>
    /// <exception cref="InvalidDataException">The settings cannot be meant.</exception>
    public TrustedIssuer(TokenIssuer issuer, TimeProvider time)
    {
        _issuer = issuer;
        _root = issuer.Namespace ?? "";
        if (_root.Length > 0 && !ModelName.IsNamespace(_root)) throw Wrong($"'{_root}' is no namespace");
        if (issuer.Audiences.Count == 0 || issuer.Audiences.Any(string.IsNullOrWhiteSpace)) throw Wrong("it has no audience");
        int skew = issuer.ClockSkewSeconds ?? UsualSkew;
        if (skew is < 0 or > MostSkew) throw Wrong($"clocks may differ by 0 to {MostSkew} seconds");
        _rules = new TokenValidationParameters
        {
            ValidIssuer = issuer.Issuer,
            ValidAudiences = issuer.Audiences,
            ValidAlgorithms = Algorithms,
            ClockSkew = TimeSpan.FromSeconds(skew),
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            RequireAudience = true,
            ValidateIssuerSigningKey = true,
            LifetimeValidator = (start, end, _, rules) => IsNow(start, end, time.GetUtcNow().UtcDateTime, rules.ClockSkew),
        };
        if (issuer.KeysFile is { } file) _rules.IssuerSigningKeys = ReadKeys(file);
        else _rules.ConfigurationManager = (_keys = new IssuerKeys(AddressOf(issuer), time)).Manager;
    }

    public string Name => _issuer.Issuer;

    /// <summary>Checks a token that says that it is of this issuer.</summary>
    /// <exception cref="InferenceException">401, or 503 where the issuer's keys cannot be fetched.</exception>
    public async Task<(string Name, IReadOnlyList<AccessGrant> Grants)> CheckAsync(JsonWebToken token, CancellationToken cancellationToken)
    {
        if (_keys is not null) await _keys.AwaitAsync(cancellationToken).ConfigureAwait(false);
        TokenValidationResult result = await new JsonWebTokenHandler().ValidateTokenAsync(token, _rules).ConfigureAwait(false);
        return result.IsValid ? (NameOf(token), GrantsOf(token)) : throw Refuse(result.Exception);
    }

    private static bool IsNow(DateTime? start, DateTime? end, DateTime now, TimeSpan skew) =>
        end is { } last && now < Later(last, skew) && (start is not { } first || Later(now, skew) >= first);

    private static DateTime Later(DateTime time, TimeSpan by) => time > DateTime.MaxValue - by ? DateTime.MaxValue : time + by;

    // The subject is anybody's text: what is no plain character must reach no log.
    private string NameOf(JsonWebToken token)
    {
        string subject = new([.. (token.Subject ?? "").Take(MostName).Select(c => c is > ' ' and <= '~' ? c : '?')]);
        return $"{(subject.Length > 0 ? subject : "?")}@{(Uri.TryCreate(Name, UriKind.Absolute, out Uri? url) ? url.Host : Name)}";
    }

    private List<AccessGrant> GrantsOf(JsonWebToken token)
    {
        List<AccessGrant> grants = [];
        foreach (string scopes in token.Claims.Where(c => c.Type is "scope" or "scp").Select(c => c.Value))
            grants.AddRange(ScopeGrants.Of(scopes, _root));
        foreach (string group in token.Claims.Where(c => c.Type == "wlcg.groups").Select(c => c.Value))
            if (_issuer.Groups?.GetValueOrDefault(group) is { } granted) grants.AddRange(granted);
        return [.. grants.Distinct()];
    }

    // What the library says may hold parts of the token, or of its answer from elsewhere.
    private static InferenceException Refuse(Exception? why) => why switch
    {
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException or SecurityTokenNotYetValidException =>
            new(InferenceFailure.Unauthorized, "The token has expired, or is not good yet, or says no time until which it is good."),
        SecurityTokenNoExpirationException =>
            new(InferenceFailure.Unauthorized, "The token says no time until which it is good."),
        SecurityTokenInvalidAudienceException =>
            new(InferenceFailure.Unauthorized, "The token is meant for another service: its audience is none of this one."),
        _ => new(InferenceFailure.Unauthorized, "The token's signature is none that its issuer makes, or its form is wrong."),
    };

    private static List<SecurityKey> ReadKeys(string file)
    {
        if (new FileInfo(file).Length > MostKeyBytes) throw new IOException($"The keys in '{file}' take more than {MostKeyBytes} bytes.");
        try
        {
            List<SecurityKey> keys = [.. JsonWebKeySet.Create(File.ReadAllText(file)).GetSigningKeys()];
            return keys.Count > 0 ? keys : throw new IOException($"There are no keys in '{file}': a JSON web key set is expected.");
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new IOException($"'{file}' is no JSON web key set.", e);
        }
    }

    private Uri AddressOf(TokenIssuer issuer)
    {
        string address = issuer.Configuration ?? $"{issuer.Issuer.TrimEnd('/')}/.well-known/openid-configuration";
        return Uri.TryCreate(address, UriKind.Absolute, out Uri? url) && (url.Scheme == Uri.UriSchemeHttps || url.IsLoopback) ? url
            : throw Wrong($"its keys would be fetched from '{address}', which is no HTTPS address");
    }

    private InvalidDataException Wrong(string why) => new($"The issuer '{_issuer.Issuer}' cannot be trusted so: {why}.");
}

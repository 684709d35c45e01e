using System.Text.Json.Serialization;

namespace Hep.Inference.Server;

/// <summary>
/// An issuer of JSON web tokens (OpenID Connect, as WLCG's) whom the service trusts to say who a caller is, and what for.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record TokenIssuer
{
    /// <summary>The issuer as its tokens name it (<c>iss</c>): a URL, to the letter.</summary>
    public required string Issuer { get; init; }

    /// <summary>The names by which its tokens mean this service (<c>aud</c>); one of them must be in a token.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary>
    /// Where its keys are told, an OpenID configuration; null: <c>/.well-known/openid-configuration</c> below <see cref="Issuer"/>.
    /// HTTPS, or a server of this machine.
    /// </summary>
    public string? Configuration { get; init; }

    /// <summary>A file of its keys (a JSON web key set), read at the start, in place of <see cref="Configuration"/>; null: none.</summary>
    public string? KeysFile { get; init; }

    /// <summary>
    /// The namespace that its paths begin in: <c>storage.read:/b2g</c> is good for <c>cms.b2g</c> where this is <c>cms</c>.
    /// </summary>
    public string? Namespace { get; init; }

    /// <summary>What members of its groups may do (<c>wlcg.groups</c>), by group, whatever <see cref="Namespace"/> is.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<AccessGrant>>? Groups { get; init; }

    /// <summary>By how many seconds clocks may differ, at most 300; null: 60.</summary>
    public int? ClockSkewSeconds { get; init; }
}

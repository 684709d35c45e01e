namespace Hep.Inference.Server;

/// <summary>A token of the service as it is kept: everything but the token.</summary>
/// <param name="Name">Whose it is; what the history and the audit log call its bearer.</param>
/// <param name="Sha256">The SHA-256 of the token, in hexadecimal digits.</param>
/// <param name="Grants">What its bearer may do.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">From when on it is good for nothing; null: never.</param>
public sealed record ApiToken(
    string Name, string Sha256, IReadOnlyList<AccessGrant> Grants, DateTimeOffset Created, DateTimeOffset? Expires);

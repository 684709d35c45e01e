using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Security;

/// <summary>
/// Who a request comes from: by its token, by the certificate of its connection, or nobody known. A token that is wrong is refused
/// wherever it is sent: whoever sends one means to be somebody.
/// </summary>
internal sealed class CallerIdentity(InferenceServerOptions options, ApiTokens tokens, IssuedTokens issued)
{
    private const string Scheme = "Bearer ";
    private const string Anonymous = "anonymous";

    private readonly Dictionary<string, IReadOnlyList<AccessGrant>> _certificates =
        options.ClientCertificates.ToDictionary(c => NameOf(Parse(c.Key)), c => c.Value, StringComparer.Ordinal);

    /// <exception cref="InferenceException">401: the token is nobody's; 503: it cannot be told now.</exception>
    public ValueTask<Caller> FindAsync(HttpContext context, bool isLoopback)
    {
        IPAddress? address = context.Connection.RemoteIpAddress;
        string header = context.Request.Headers.Authorization.ToString();
        if (header.Length > 0) return FindAsync(header, address, context.RequestAborted);
        return ValueTask.FromResult(_certificates.Count > 0 && context.Connection.ClientCertificate is { } certificate
            && NameOf(certificate.SubjectName) is var subject && _certificates.TryGetValue(subject, out var rights)
            ? new Caller(subject, address, rights)
            : new Caller(Anonymous, address, GrantsOfAnybody(isLoopback)) { IsAnonymous = true });
    }

    private async ValueTask<Caller> FindAsync(string header, IPAddress? address, CancellationToken cancellationToken)
    {
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            throw Refuse("'Authorization' must be 'Bearer …', with a token of this service.");
        string token = header[Scheme.Length..].Trim();
        (string name, IReadOnlyList<AccessGrant> grants) = issued.MayBe(token)
            ? await issued.CheckAsync(token, cancellationToken).ConfigureAwait(false)
            : tokens.Find(token)
                ?? throw Refuse("The token is none of this service, or was revoked, or has expired. Without one you are anonymous.");
        return new Caller(name, address, grants);
    }

    private IReadOnlyList<AccessGrant> GrantsOfAnybody(bool isLoopback) => !isLoopback ? options.AnonymousElsewhere
        : options.OpenAdministration ? Caller.AllRights : options.AnonymousOnLoopback;

    private static X500DistinguishedName Parse(string subject)
    {
        try
        {
            return new X500DistinguishedName(subject);
        }
        catch (CryptographicException e)
        {
            throw new InvalidDataException($"'{subject}' is no subject of a certificate: 'CN=Jane Doe, O=CERN' is one.", e);
        }
    }

    private static string NameOf(X500DistinguishedName name) => name.Decode(X500DistinguishedNameFlags.None);

    private static InferenceException Refuse(string message) => new(InferenceFailure.Unauthorized, message);
}

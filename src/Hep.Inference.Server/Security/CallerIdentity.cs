using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Security;

/// <summary>
/// Who a request comes from: by its token, or nobody known. A token that is wrong is refused wherever it is sent: whoever sends one
/// means to be somebody.
/// </summary>
internal sealed class CallerIdentity(InferenceServerOptions options, ApiTokens tokens)
{
    private const string Scheme = "Bearer ";
    private const string Anonymous = "anonymous";

    /// <exception cref="InferenceException">401: the token is nobody's.</exception>
    public Caller Of(HttpContext context, bool isLoopback)
    {
        string address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        string header = context.Request.Headers.Authorization.ToString();
        if (header.Length == 0) return new Caller(Anonymous, address, GrantsOfAnybody(isLoopback)) { IsAnonymous = true };
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            throw Refuse("'Authorization' must be 'Bearer …', with a token of this service.");
        return tokens.Find(header[Scheme.Length..].Trim()) is var (name, grants)
            ? new Caller(name, address, grants)
            : throw Refuse("The token is none of this service, or was revoked, or has expired. Without one you are anonymous.");
    }

    private IReadOnlyList<AccessGrant> GrantsOfAnybody(bool isLoopback) => !isLoopback ? options.AnonymousElsewhere
        : options.OpenAdministration ? Caller.AllRights : options.AnonymousOnLoopback;

    private static InferenceException Refuse(string message) => new(InferenceFailure.Unauthorized, message);
}

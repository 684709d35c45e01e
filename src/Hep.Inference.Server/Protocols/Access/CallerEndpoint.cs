using Hep.Inference.Server.Http;
using Hep.Inference.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.Access;

/// <summary><c>GET /v2/whoami</c>: as whom the service takes the caller, and what they may do. Anybody may ask.</summary>
internal static class CallerEndpoint
{
    public static Task DescribeAsync(HttpContext context)
    {
        Caller caller = context.Caller();
        context.Response.Headers.CacheControl = "no-store";   // another token, another answer
        return Answer.JsonAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, caller.Name);
            writer.WriteBoolean("anonymous"u8, caller.IsAnonymous);
            writer.WriteStartArray("roles"u8);
            foreach (AccessGrant grant in caller.Grants) writer.WriteStringValue(grant.ToString());
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }
}

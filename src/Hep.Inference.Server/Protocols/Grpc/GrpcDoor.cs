using System.Globalization;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Hep.Inference.Server.Http;
using Hep.Inference.Server.Security;
using Hep.Inference.Server.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Hep.Inference.Server.Protocols.Grpc;

/// <summary>
/// Where a call over gRPC comes in: who asks is known before a byte of a message is read, and who is nobody is turned away here. What
/// a known caller may do depends on the model that the message names, and is asked by <see cref="GrpcGate"/>.
/// </summary>
internal sealed class GrpcDoor(AccessGate gate, RequestWatch watch, FailureLog failures, AuditLog audit)
{
    private const string ContentType = "application/grpc", UnknownMethod = "/{service}/{method}";

    /// <summary>Puts the door in front of a method; what is no method is nothing to guard, and the library says so.</summary>
    public void Guard(EndpointBuilder endpoint)
    {
        if (endpoint.RequestDelegate is not { } call) return;
        // its name as the service spells it: the path is what a caller makes of it
        string? method = endpoint.Metadata.OfType<GrpcMethodMetadata>().FirstOrDefault()?.Method.FullName;
        endpoint.RequestDelegate = context => EnterAsync(context, method, call);
    }

    private async Task EnterAsync(HttpContext context, string? method, RequestDelegate call)
    {
        RequestRecord record = RequestRecord.Of(context);   // its time begins
        if (method is not null && !await MayEnterAsync(context, method).ConfigureAwait(false)) return;
        await call(context).ConfigureAwait(false);
        if (record.IsWatched) return;
        watch.Begin(context);   // the library refused it before its message came to the gate
        watch.End(context, "gRPC", method ?? UnknownMethod, model: null, GrpcStatus.ToStatus(CodeOf(context)));
    }

    private static StatusCode CodeOf(HttpContext context)
    {
        const string Status = "grpc-status";
        string? told = context.Response.Headers.TryGetValue(Status, out StringValues header) ? header
            : context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers.TryGetValue(Status, out StringValues trailer) == true ? trailer
            : StringValues.Empty;
        return Enum.TryParse(told, out StatusCode code) ? code : StatusCode.Unknown;
    }

    private async Task<bool> MayEnterAsync(HttpContext context, string method)
    {
        AccessRole role = GrpcStatus.RoleOf(method);
        try
        {
            await gate.EnterAsync(context).ConfigureAwait(false);
            if (context.Caller().IsAnonymous) context.Caller().DemandSomewhere(role);
            return true;
        }
        catch (InferenceException e)
        {
            (int status, string message) = Refusal.Of(e);
            failures.Tell(e, status, "gRPC", method, role);
            audit.Note(context, role, method, model: null, status);
            watch.Begin(context);
            watch.End(context, "gRPC", method, model: null, status);
            await RefuseAsync(context.Response, status, message, GrpcStatus.RetryAfter(e)).ConfigureAwait(false);
            return false;
        }
    }

    /// <summary>Headers, no message and trailers, at once: not when the rest of the caller's message has come.</summary>
    private static async Task RefuseAsync(HttpResponse response, int status, string message, string? retryAfter)
    {
        response.ContentType = ContentType;
        await response.StartAsync().ConfigureAwait(false);
        response.AppendTrailer("grpc-status", ((int)GrpcStatus.ToCode(status)).ToString(CultureInfo.InvariantCulture));
        response.AppendTrailer("grpc-message", Uri.EscapeDataString(message));
        if (retryAfter is not null) response.AppendTrailer(GrpcStatus.RetryHeader, retryAfter);
        await response.CompleteAsync().ConfigureAwait(false);
    }
}

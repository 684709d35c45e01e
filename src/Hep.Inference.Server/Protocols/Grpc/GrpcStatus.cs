using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.Grpc;

/// <summary>What gRPC calls the outcomes that have a status of HTTP.</summary>
internal static class GrpcStatus
{
    /// <summary>The milliseconds after which a client that retries by itself does so: gRPC proposal A6, "Retry pushback".</summary>
    public const string RetryHeader = "grpc-retry-pushback-ms";

    /// <summary>The status of gRPC that tells what one of HTTP tells; a full queue is one that may be tried again at once.</summary>
    public static StatusCode ToCode(int status) => status switch
    {
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.NotFound,
        429 or 503 => StatusCode.Unavailable,
        504 => StatusCode.DeadlineExceeded,
        < 500 => StatusCode.InvalidArgument,
        _ => StatusCode.Internal,
    };

    /// <summary>The status of HTTP for what the library refuses by itself.</summary>
    public static int ToStatus(StatusCode code) => code switch
    {
        StatusCode.Unimplemented => StatusCodes.Status501NotImplemented,
        StatusCode.ResourceExhausted => StatusCodes.Status413PayloadTooLarge,
        StatusCode.Internal or StatusCode.Unknown => StatusCodes.Status400BadRequest,   // no message, or none that can be read
        StatusCode.Cancelled => StatusCodes.Status499ClientClosedRequest,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>The value of <see cref="RetryHeader"/>; null where trying again would not help.</summary>
    public static string? RetryAfter(Exception e) => e is InferenceException { Failure: InferenceFailure.Overloaded } failure
        ? Math.Max(1, Math.Ceiling((failure.RetryAfter ?? TimeSpan.Zero).TotalMilliseconds)).ToString("F0", CultureInfo.InvariantCulture)
        : null;

    /// <summary>
    /// What a call lets its caller do, by the last part of a name: <c>/inference.GRPCInferenceService/ModelInfer</c>. Of what is not known
    /// here nothing is given away.
    /// </summary>
    public static AccessRole RoleOf(string method) => method[(method.LastIndexOf('/') + 1)..] switch
    {
        "ModelInfer" or "ModelStreamInfer" => AccessRole.Predict,
        "ServerLive" or "ServerReady" or "ServerMetadata" or "ModelReady" or "ModelMetadata" or "ModelConfig" or "ModelStatistics"
            or "RepositoryIndex" => AccessRole.Read,
        _ => AccessRole.Administer,
    };
}

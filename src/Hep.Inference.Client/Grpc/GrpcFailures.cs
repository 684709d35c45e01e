using System.Globalization;
using Grpc.Core;

namespace Hep.Inference.Client;

/// <summary>What a status of gRPC tells, in the words that HTTP has for it.</summary>
internal static class GrpcFailures
{
    private static readonly Dictionary<StatusCode, InferenceFailure> Failures = new()
    {
        [StatusCode.InvalidArgument] = InferenceFailure.InvalidRequest,
        [StatusCode.OutOfRange] = InferenceFailure.InvalidRequest,
        [StatusCode.Unimplemented] = InferenceFailure.InvalidRequest,
        [StatusCode.Unauthenticated] = InferenceFailure.Unauthorized,
        [StatusCode.PermissionDenied] = InferenceFailure.Forbidden,
        [StatusCode.NotFound] = InferenceFailure.NotFound,
        [StatusCode.AlreadyExists] = InferenceFailure.Conflict,
        [StatusCode.FailedPrecondition] = InferenceFailure.Conflict,
        [StatusCode.ResourceExhausted] = InferenceFailure.Overloaded,
        [StatusCode.Unavailable] = InferenceFailure.Unavailable,
        [StatusCode.Aborted] = InferenceFailure.Unavailable,
        [StatusCode.DeadlineExceeded] = InferenceFailure.Timeout,
    };

    public static InferenceException Of(RpcException e, Server server)
    {
        InferenceFailure failure = Failures.GetValueOrDefault(e.StatusCode, InferenceFailure.Internal);
        TimeSpan? wait = WaitOf(e.Trailers);
        if (failure == InferenceFailure.Unavailable && wait is not null) failure = InferenceFailure.Overloaded;   // it will be back
        // The client's own limit has the code of a queue that is full, and would be met again.
        if (e.StatusCode == StatusCode.ResourceExhausted && e.Status.Detail.Contains("message size", StringComparison.OrdinalIgnoreCase))
            failure = InferenceFailure.TooLarge;
        string detail = e.Status.Detail is { Length: > 0 } text ? text : e.StatusCode.ToString();
        return e.InnerException is HttpRequestException && failure == InferenceFailure.Unavailable
            ? new InferenceException(failure, $"The service at {server.Address} cannot be reached: {detail}", e.InnerException)
            : new InferenceException(failure, detail, e) { RetryAfter = wait };
    }

    // gRPC's own trailer (proposal A6) for when to try again.
    private static TimeSpan? WaitOf(Metadata trailers) =>
        long.TryParse(trailers.GetValue("grpc-retry-pushback-ms"), NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds)
            ? TimeSpan.FromMilliseconds(Math.Min(milliseconds, int.MaxValue))
            : null;
}

namespace Hep.Inference.Client;

/// <summary>Why a call over HTTP failed that got no answer.</summary>
internal static class CallFailure
{
    /// <summary>The failure of a call that got no answer, or not the end of one.</summary>
    public static InferenceException NoAnswer(Server server, Exception cause) => new(InferenceFailure.Unavailable,
        cause is HttpRequestException { HttpRequestError: not HttpRequestError.ResponseEnded }
            ? $"The service at {server.Address} cannot be reached: {cause.Message}"
            : $"The answer of the service at {server.Address} broke off: {cause.Message}", cause);

    /// <summary>Whether the server gave no answer, or not to its end: nobody knows what stands there by now.</summary>
    public static bool HasNoAnswer(InferenceException failure) =>
        failure.InnerException is HttpRequestException or IOException or OperationCanceledException;

    /// <summary>Whether no connection was made, so that the server knows nothing of the call.</summary>
    public static bool NothingWasSent(InferenceException failure) => failure.InnerException is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
    };
}

using System.Net.Sockets;
using System.Text.Json;

namespace Hep.Tool.Terminal;

/// <summary>What a person reads about a failure.</summary>
internal static class FailureText
{
    /// <summary>The message, with the stack only where it was asked for.</summary>
    public static string Of(Exception failure, bool debug)
    {
        if (debug) return failure.ToString();
        if (IsExplained(failure)) return failure.Message;
        return $"internal error, {failure.GetType().Name}: {failure.Message} (HEP_DEBUG=1 shows where)";
    }

    /// <summary>What is wrong with a JSON text; where is told apart, counted from 1.</summary>
    public static string WithoutPlace(JsonException failure) =>
        failure.Message.Split([" LineNumber: ", " Path: "], StringSplitOptions.None)[0];

    // The packages' exceptions explain themselves, and so does the system about files and hosts; anything else is a fault of ours.
    private static bool IsExplained(Exception failure) =>
        failure is ToolException or IOException or UnauthorizedAccessException or HttpRequestException or SocketException
        || failure.GetType().Namespace is { } space && space.StartsWith("Hep.", StringComparison.Ordinal);
}

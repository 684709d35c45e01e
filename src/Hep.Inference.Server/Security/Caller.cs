using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Security;

/// <summary>Who asks, as the gate let them in; what the repository's history keeps of a change.</summary>
/// <param name="Name">What the caller is known by.</param>
/// <param name="Address">From where; empty for the service itself.</param>
internal sealed record Caller(string Name, string Address)
{
    /// <summary>What the service does on its own.</summary>
    public static Caller Service { get; } = new("service", "");
}

/// <summary>The caller of a request, which the gate leaves with it.</summary>
internal static class CallerOfRequest
{
    public static void SetCaller(this HttpContext context, Caller caller) => context.Features.Set(caller);

    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("The request did not pass the gate.");
}

using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Security;

/// <summary>
/// Holds each client to a rate: a caller that is known by its name, wherever it comes from, others by their address. Those who have
/// been silent are forgotten.
/// </summary>
internal sealed class ClientRates : IDisposable
{
    private const int BytesOfNetwork = 8;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(1);

    private readonly PartitionedRateLimiter<string>? _clients;

    public ClientRates(InferenceServerOptions options)
    {
        if (options.RequestRate is not { } rate) return;
        int burst = rate.Burst ?? (int)Math.Min(2L * rate.PerSecond, int.MaxValue);
        // What is given back at once is a whole number: ten times a second where that is one, else one as often as the rate says.
        int portion = Math.Max(1, rate.PerSecond / (int)(TimeSpan.FromSeconds(1) / Period));
        TimeSpan period = TimeSpan.FromSeconds((double)portion / rate.PerSecond);
        _clients = PartitionedRateLimiter.Create<string, string>(client => RateLimitPartition.GetTokenBucketLimiter(client,
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = burst,
                TokensPerPeriod = portion,
                ReplenishmentPeriod = period,
                QueueLimit = 0,
            }));
    }

    /// <summary>Counts a request.</summary>
    /// <param name="context">The request, which keeps that it was too much.</param>
    /// <param name="caller">Who asks; null where a token is nobody's.</param>
    /// <exception cref="InferenceException">429: too many.</exception>
    public void Count(HttpContext context, Caller? caller)
    {
        if (_clients is null) return;
        string client = caller is { IsAnonymous: false } ? $"={caller.Name}" : KeyOf(context.Connection.RemoteIpAddress);
        using RateLimitLease lease = _clients.AttemptAcquire(client);
        if (lease.IsAcquired) return;
        context.Features.Set(new Excess());
        throw new InferenceException(InferenceFailure.Overloaded, "These are more requests than a client may make: slow down.")
        {
            RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan after) ? after : Usual,
        };
    }

    /// <summary>Whether a request was refused here: a full queue is told with the same status.</summary>
    public static bool Refused(HttpContext context) => context.Features.Get<Excess>() is not null;

    public void Dispose() => _clients?.Dispose();

    /// <summary>A host of IPv6 has a whole network of addresses.</summary>
    private static string KeyOf(IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, BytesOfNetwork))
            : address.ToString();
    }

    private sealed record Excess;
}

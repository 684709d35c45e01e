namespace Hep.Root.IO.XRootD;

/// <summary>kXR_ping: whether the session is alive.</summary>
internal static class PingRequest
{
    public static Request Of() => new(RequestCode.Ping, [], default);
}

namespace Hep.Root.IO.XRootD;

/// <summary>
/// kXR_endsess: ends another session of this client, whose connection was lost, so that the server gives its handles back. Of its own a
/// session may not ask it: servers of version 5.5.3 end the connection then, and answer nothing.
/// </summary>
internal static class EndSessionRequest
{
    /// <param name="sessionId">As the login of that session was answered.</param>
    public static Request Of(ReadOnlySpan<byte> sessionId) => new(RequestCode.EndSession, sessionId, default);
}

namespace Hep.Root.IO.XRootD;

/// <summary>What kind of response a frame is (<c>XProtocol.hh</c>, <c>XResponseType</c>).</summary>
internal enum ResponseStatus : ushort
{
    Ok = 0,
    /// <summary>A part; the request stays open.</summary>
    OkSoFar = 4000,
    /// <summary>A message that nobody asked for, or an answer that was promised.</summary>
    Attention = 4001,
    AuthenticateMore = 4002,
    Error = 4003,
    Redirect = 4004,
    /// <summary>Ask again later.</summary>
    Wait = 4005,
    /// <summary>The answer comes later, by itself.</summary>
    WaitForResponse = 4006,
    /// <summary>A part or the end of a response with checksums.</summary>
    Status = 4007,
}

namespace Hep.Root.IO.XRootD;

/// <summary>Requests by number (<c>XProtocol.hh</c>, <c>XRequestTypes</c>).</summary>
internal enum RequestCode : ushort
{
    Authenticate = 3000,
    Query = 3001,
    Close = 3003,
    ListDirectory = 3004,
    Protocol = 3006,
    Login = 3007,
    Open = 3010,
    Ping = 3011,
    Read = 3013,
    Stat = 3017,
    StatPaths = 3022,
    EndSession = 3023,
    ReadVector = 3025,
    Locate = 3027,
    Sign = 3029,
    ReadPages = 3030,
}

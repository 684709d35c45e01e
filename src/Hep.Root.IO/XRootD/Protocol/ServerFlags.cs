namespace Hep.Root.IO.XRootD;

/// <summary>What a server says of itself in its answer to kXR_protocol (<c>XProtocol.hh</c>).</summary>
[Flags]
internal enum ServerFlags : uint
{
    None = 0,
    IsDataServer = 0x0000_0001,
    IsManager = 0x0000_0002,
    /// <summary>Knows kXR_pgread.</summary>
    ReadsPages = 0x0020_0000,
    /// <summary>Wants TLS after login.</summary>
    TlsForSession = 0x0800_0000,
    /// <summary>Goes over to TLS with the next byte.</summary>
    GoesToTls = 0x4000_0000,
    HasTls = 0x8000_0000,
}

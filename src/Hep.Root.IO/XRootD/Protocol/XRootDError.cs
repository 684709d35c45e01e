namespace Hep.Root.IO;

/// <summary>Why a server refused a request: the numbers of the protocol (<c>XProtocol.hh</c>, <c>XErrorCode</c>).</summary>
public enum XRootDError
{
    /// <summary>No server said so: the connection failed, time ran out, or what was received is not the protocol.</summary>
    None = 0,
    /// <summary>An argument is not valid.</summary>
    InvalidArgument = 3000,
    /// <summary>An argument is missing.</summary>
    MissingArgument = 3001,
    /// <summary>An argument is too long.</summary>
    TooLongArgument = 3002,
    /// <summary>The file is locked by a writer.</summary>
    FileLocked = 3003,
    /// <summary>The file is not open.</summary>
    FileNotOpen = 3004,
    /// <summary>The server's file system failed.</summary>
    FileSystem = 3005,
    /// <summary>The request is not valid in this state.</summary>
    InvalidRequest = 3006,
    /// <summary>Reading from the disk failed.</summary>
    InputOutput = 3007,
    /// <summary>The server is short of memory.</summary>
    NoMemory = 3008,
    /// <summary>No space is left.</summary>
    NoSpace = 3009,
    /// <summary>Who asks must not.</summary>
    NotAuthorized = 3010,
    /// <summary>There is no such file.</summary>
    NotFound = 3011,
    /// <summary>The server failed inside.</summary>
    Server = 3012,
    /// <summary>The server cannot do this.</summary>
    Unsupported = 3013,
    /// <summary>No server has the file.</summary>
    NoServer = 3014,
    /// <summary>It is no file.</summary>
    NotFile = 3015,
    /// <summary>It is a directory.</summary>
    IsDirectory = 3016,
    /// <summary>The request was cancelled.</summary>
    Cancelled = 3017,
    /// <summary>The item exists already.</summary>
    Exists = 3018,
    /// <summary>A checksum is wrong.</summary>
    Checksum = 3019,
    /// <summary>The operation is in progress.</summary>
    InProgress = 3020,
    /// <summary>A quota is used up.</summary>
    OverQuota = 3021,
    /// <summary>A signature is missing or wrong.</summary>
    Signature = 3022,
    /// <summary>What was encrypted cannot be decrypted.</summary>
    Decryption = 3023,
    /// <summary>The server has too much to do.</summary>
    Overloaded = 3024,
    /// <summary>The file system is read-only.</summary>
    ReadOnly = 3025,
    /// <summary>The payload is not valid.</summary>
    Payload = 3026,
    /// <summary>There is no such attribute.</summary>
    AttributeNotFound = 3027,
    /// <summary>The operation needs TLS.</summary>
    TlsRequired = 3028,
    /// <summary>There are no more replicas to try.</summary>
    NoReplicas = 3029,
    /// <summary>Who asks could not prove who they are.</summary>
    AuthenticationFailed = 3030,
    /// <summary>The operation is impossible.</summary>
    Impossible = 3031,
    /// <summary>Two operations conflict.</summary>
    Conflict = 3032,
    /// <summary>There were too many errors.</summary>
    TooManyErrors = 3033,
    /// <summary>The server gave the request up after some time.</summary>
    RequestTimedOut = 3034,
    /// <summary>A timer of the server expired.</summary>
    TimerExpired = 3035,
}

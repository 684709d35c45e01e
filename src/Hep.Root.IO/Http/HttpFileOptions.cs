using System.Security.Cryptography.X509Certificates;
using Hep.Root.IO.Network;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hep.Root.IO;

/// <summary>How remote files are read through HTTP.</summary>
public sealed record HttpFileOptions
{
    /// <summary>The options that are used unless others are given.</summary>
    public static HttpFileOptions Default { get; } = new();

    /// <summary>How long a connection may take to be made, TLS with it; default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a server that owes an answer may send nothing before its connection counts as lost; default 30 s.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a call may take in all, with everything that is tried again; default 5 minutes. It fails then, whatever the servers do.
    /// </summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How often something is tried again that failed in passing (408, 429, 500, 502, 503, 504, a lost connection) before any byte came;
    /// default 6, which takes about five seconds. Bytes that come set the count back.
    /// </summary>
    public int Retries { get; init; } = 6;

    /// <summary>The most that a server's <c>Retry-After</c> is waited for; default 1 minute.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many requests go to one server at once; default 8.</summary>
    public int Connections { get; init; } = 8;

    /// <summary>The bytes that may be asked for at once and have not come yet, over all files of the client; default 32 MiB.</summary>
    public int WindowBytes { get; init; } = 32 << 20;

    /// <summary>
    /// Whether many small ranges may go in one request; default true. A server has to do it right the first time: else it is asked for each
    /// range by itself from then on.
    /// </summary>
    public bool MultiRange { get; init; } = true;

    /// <summary>
    /// Files up to this size are fetched whole, into memory, from servers that send no parts of a file; default 64 MiB. Larger ones cannot
    /// be read there.
    /// </summary>
    public int WholeFileBytes { get; init; } = 64 << 20;

    /// <summary>
    /// A file or a folder with certificates of authorities, as PEM, which are believed beside those of the system; null: none.
    /// </summary>
    public string? CertificateAuthorities { get; init; }

    /// <summary>The certificate, with its private key, that servers are shown who ask for one; null: none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>
    /// The same from a PEM file that holds certificate, private key and the chain above, as a proxy does (<c>/tmp/x509up_u1000</c>). Read
    /// once, by the client's first request. Null: none.
    /// </summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>
    /// Gives the bearer token; asked again for each request, since tokens expire. It goes to the host and port that the URL names, and to
    /// no other that it is sent on to; under TLS, or on this machine. Null: none is shown.
    /// </summary>
    public Func<string?>? Token { get; init; }

    /// <summary>Told of requests that are repeated, and of servers that send no parts of files. Default: nobody.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>The time; another one is for tests.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// What the environment says, as programs of the Grid have it: the token of WLCG's Bearer Token Discovery (<c>BEARER_TOKEN</c>,
    /// <c>BEARER_TOKEN_FILE</c>, <c>bt_u&lt;uid&gt;</c> in <c>XDG_RUNTIME_DIR</c> or <c>/tmp</c>), the authorities of
    /// <c>X509_CERT_FILE</c>, <c>X509_CERT_DIR</c> or <c>/etc/grid-security/certificates</c>, and the proxy of <c>X509_USER_PROXY</c> or
    /// <c>/tmp/x509up_u&lt;uid&gt;</c>.
    /// </summary>
    public static HttpFileOptions FromEnvironment() => new()
    {
        Token = GridEnvironment.FindToken,
        CertificateAuthorities = GridEnvironment.Authorities,
        ClientCertificateFile = GridEnvironment.Proxy,
    };

    internal bool HasClientCertificate => ClientCertificate is not null || ClientCertificateFile is not null;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ConnectTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StallTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Deadline, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(Retries);
        ArgumentOutOfRangeException.ThrowIfLessThan(LongestRetryAfter, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Connections);
        ArgumentOutOfRangeException.ThrowIfLessThan(WindowBytes, 1 << 20);
        ArgumentOutOfRangeException.ThrowIfNegative(WholeFileBytes);
        if (ClientCertificate is not null && ClientCertificateFile is not null)
            throw new ArgumentException("A client certificate and a file with one are given: one of them is enough.");
    }
}

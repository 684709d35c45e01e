using Hep.Root.IO.Network;
using Hep.Root.IO.XRootD;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hep.Root.IO;

/// <summary>How remote files are read through XRootD.</summary>
public sealed record XRootDOptions
{
    /// <summary>The options that are used unless others are given.</summary>
    public static XRootDOptions Default { get; } = new();

    /// <summary>How long a connection may take to be made, TLS and login with it; default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a server that owes an answer may send nothing before its connection counts as lost; default 15 s.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a call may take in all, with everything that is tried again; default 5 minutes. It fails then, whatever the servers do.
    /// </summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a connection over which no file is open is kept when nobody asks for anything; default 5 minutes, as servers do.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether what is read in one piece comes with a checksum for each page (<c>kXR_pgread</c>), and damaged pages are asked for again;
    /// default true. Servers that cannot, and connections under TLS, which finds damage itself, are read without.
    /// </summary>
    public bool VerifyPages { get; init; } = true;

    /// <summary>The bytes that may be asked for at once and have not come yet, over all files of a server; default 32 MiB.</summary>
    public int WindowBytes { get; init; } = 32 << 20;

    /// <summary>
    /// A file or a folder with certificates of authorities, as PEM, which are believed beside those of the system; null: none.
    /// </summary>
    public string? CertificateAuthorities { get; init; }

    /// <summary>
    /// Gives the bearer token that servers are shown under TLS; asked again for each connection, since tokens expire. Null: none is shown.
    /// </summary>
    public Func<string?>? Token { get; init; }

    /// <summary>
    /// A file of secrets that servers have as well (a "keytab" of the protocol sss), which others must not be able to read; null: none.
    /// </summary>
    public string? Keytab { get; init; }

    /// <summary>The name that servers are told where the URL names nobody; null: that of the user.</summary>
    public string? UserName { get; init; }

    /// <summary>Told of lost connections, of damaged pages and of redirections. Default: nobody.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>The time; another one is for tests.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// What the environment says, as programs of the Grid have it: the token of WLCG's Bearer Token Discovery (<c>BEARER_TOKEN</c>,
    /// <c>BEARER_TOKEN_FILE</c>, <c>bt_u&lt;uid&gt;</c> in <c>XDG_RUNTIME_DIR</c> or <c>/tmp</c>), found anew for each connection, the
    /// keytab of <c>XrdSecSSSKT</c>, <c>XrdSecsssKT</c> or <c>~/.xrd/sss.keytab</c>, and the authorities of <c>X509_CERT_FILE</c>,
    /// <c>X509_CERT_DIR</c> or <c>/etc/grid-security/certificates</c>.
    /// </summary>
    public static XRootDOptions FromEnvironment() => new()
    {
        Token = GridEnvironment.FindToken,
        Keytab = SharedSecretKeytab.Find(),
        CertificateAuthorities = GridEnvironment.Authorities,
    };

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ConnectTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StallTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Deadline, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(IdleTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(WindowBytes, 1 << 20);
    }
}

namespace Hep.Root.IO.Tests.XRootD.Servers;

/// <summary>How a server is set up.</summary>
/// <param name="Scheme">How it is spoken to.</param>
/// <param name="Certificate">Its certificate, where it knows TLS.</param>
/// <param name="Lines">What its configuration says beside.</param>
internal sealed record ServerKind(string Scheme, CertificateKind? Certificate, params string[] Lines)
{
    private const string Security = "xrootd.seclib libXrdSec.so";

    public bool AsksWhoIsThere => Lines.Contains(Security);

    /// <summary>All kinds by name.</summary>
    public static IReadOnlyDictionary<string, ServerKind> All { get; } = new Dictionary<string, ServerKind>
    {
        ["plain"] = new("root", null),
        ["without sendfile"] = new("root", null, "xrootd.async off nosf"),
        ["asynchronous"] = new("root", null, "xrootd.async Debug force nosf minsize 4k segsize 64k"),
        ["TLS, not asked for"] = new("root", CertificateKind.Right),
        ["TLS, asked for"] = new("roots", CertificateKind.Right),
        ["TLS before login"] = new("root", CertificateKind.Right, "xrootd.tls login"),
        ["TLS after login"] = new("root", CertificateKind.Right, "xrootd.tls session"),
        ["TLS for data"] = new("roots", CertificateKind.Right, "xrootd.tls session data"),
        ["TLS for all"] = new("root", CertificateKind.Right, "xrootd.tls all"),
        ["TLS after login with a name"] = new("root", CertificateKind.Right, "xrootd.tls session", Security, "sec.protocol unix"),
        ["name of the user"] = new("root", null, Security, "sec.protocol unix"),
        ["name of the host"] = new("root", null, Security, "sec.protocol host"),
        ["all requests signed"] = new("root", null, Security, "sec.protocol unix", "sec.level all pedantic force"),
        ["some requests signed"] = new("root", null, Security, "sec.protocol unix", "sec.level all standard force"),
        ["expired"] = new("roots", CertificateKind.Expired),
        ["untrusted"] = new("roots", CertificateKind.OfAnUntrustedAuthority),
        ["another host"] = new("roots", CertificateKind.OfAnotherHost),
    };
}

using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Hep.Root.IO.XRootD;

/// <summary>Checks the certificate of one server, and keeps what is wrong with it for the message.</summary>
internal sealed class CertificateCheck
{
    private readonly Endpoint _endpoint;
    private string? _fault;

    public CertificateCheck(Endpoint endpoint, X509Certificate2Collection? authorities)
    {
        _endpoint = endpoint;
        Options = new SslClientAuthenticationOptions
        {
            TargetHost = endpoint.Host,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                (_fault = FaultOf(certificate, chain, errors)) is null,
        };
        if (authorities is null) return;
        Options.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        Options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
    }

    public SslClientAuthenticationOptions Options { get; }

    /// <summary>A failure of TLS in words.</summary>
    public Exception Explain(Exception failure) => _fault is null
        ? new ConnectionLostException($"TLS with {_endpoint} failed: {failure.Message}", failure)
        : new XRootDException($"The certificate of {_endpoint} is not accepted: {_fault}", failure) { Server = _endpoint.ToString() };

    private string? FaultOf(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return null;
        if (certificate is not X509Certificate2 shown) return "the server showed none.";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && chain is not null)
        {
            X509ChainStatusFlags flags = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, s) => all | s.Status);
            if (flags.HasFlag(X509ChainStatusFlags.NotTimeValid))
                return $"it is valid from {shown.NotBefore:u} to {shown.NotAfter:u}. "
                    + "The server needs a new one, or the clock here is wrong.";
            return $"it was issued by '{shown.Issuer}', whom nobody here trusts ({flags}). Name the file or folder with the certificates "
                + "of your authorities: XRootDOptions.CertificateAuthorities, or X509_CERT_DIR for hep.";
        }
        return $"it is for '{string.Join(", ", NamesOf(shown))}', not for '{_endpoint.Host}'. "
            + "Write the server's name as its certificate has it.";
    }

    private static IEnumerable<string> NamesOf(X509Certificate2 certificate)
    {
        X509SubjectAlternativeNameExtension? names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return names is null
            ? [certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false)]
            : [.. names.EnumerateDnsNames(), .. names.EnumerateIPAddresses().Select(a => a.ToString())];
    }
}

using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Hep.Root.IO.Network;

/// <summary>What is wrong with the certificate of a server, in words: which check failed, and what to do.</summary>
internal static class CertificateFault
{
    /// <summary>Null where nothing is wrong.</summary>
    public static string? Of(string host, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
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
                + "of your authorities: the option CertificateAuthorities, or X509_CERT_DIR for hep.";
        }
        return $"it is for '{string.Join(", ", NamesOf(shown))}', not for '{host}'. "
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

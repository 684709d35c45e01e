using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Hep.Root.IO.Tests.XRootD.Servers;

/// <summary>Certificates of an authority that exists for one run of the tests, right ones and wrong ones.</summary>
internal sealed class ServerCertificates
{
    private readonly X509Certificate2 _authority = Authority("Test authority"), _other = Authority("Another authority");

    public ServerCertificates(string folder)
    {
        AuthorityFile = Path.Combine(folder, "authority.pem");
        File.WriteAllText(AuthorityFile, _authority.ExportCertificatePem());
    }

    /// <summary>The file with the authority that is trusted.</summary>
    public string AuthorityFile { get; }

    /// <summary>Writes a certificate and its key into a server's folder; returns their files.</summary>
    public (string Certificate, string Key) Write(string folder, CertificateKind kind)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string name = kind == CertificateKind.OfAnotherHost ? "elsewhere.example.org" : "localhost";
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        if (kind != CertificateKind.OfAnotherHost) names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, false));
        OidCollection uses = [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")];                  // of servers and of clients
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(uses, false));
        DateTimeOffset now = DateTimeOffset.UtcNow;
        X509Certificate2 issuer = kind == CertificateKind.OfAnUntrustedAuthority ? _other : _authority;
        using X509Certificate2 certificate = kind == CertificateKind.Expired
            ? request.Create(issuer, now.AddDays(-20), now.AddDays(-10), RandomNumberGenerator.GetBytes(8))
            : request.Create(issuer, now.AddHours(-1), now.AddDays(10), RandomNumberGenerator.GetBytes(8));
        string certificateFile = Path.Combine(folder, "host.pem"), keyFile = Path.Combine(folder, "host.key");
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return (certificateFile, keyFile);
    }

    private static X509Certificate2 Authority(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(30));
    }
}

/// <summary>What is wrong with a certificate.</summary>
internal enum CertificateKind
{
    Right,
    OfAnotherHost,
    Expired,
    OfAnUntrustedAuthority,
}

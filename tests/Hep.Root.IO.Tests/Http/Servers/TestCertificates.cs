using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Hep.Root.IO.Tests.Http.Servers;

/// <summary>An authority, and what it signs.</summary>
internal sealed class TestCertificates : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    public X509Certificate2 Authority { get; } = Make("CN=Authority", null, request =>
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
    });

    public X509Certificate2 ForHost(IPAddress address, DateTimeOffset? end = null) => Make("CN=server", Authority, request =>
    {
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
    }, end);

    /// <summary>A proxy as a file has it: the proxy, its key, and the certificate of the user who signed it.</summary>
    /// <param name="subject">The user.</param>
    /// <param name="isMarked">Whether it says that it is one (RFC 3820).</param>
    public string ProxyOf(string subject, bool isMarked)
    {
        using X509Certificate2 user = Make(subject, Authority, AllowSigning);
        // The name of a proxy is that of its user and one more, which .NET writes in front.
        // Any language, inherited rights: 1.3.6.1.5.5.7.21.1
        byte[] information = [0x30, 12, 0x30, 10, 6, 8, 0x2B, 6, 1, 5, 5, 7, 21, 1];
        using X509Certificate2 proxy = Make($"CN=123456, {subject}", user, request =>
        {
            AllowSigning(request);
            if (isMarked) request.CertificateExtensions.Add(new X509Extension("1.3.6.1.5.5.7.1.14", information, true));
        });
        return $"{proxy.ExportCertificatePem()}\n{proxy.GetRSAPrivateKey()!.ExportRSAPrivateKeyPem()}\n{user.ExportCertificatePem()}\n";

        static void AllowSigning(CertificateRequest request) =>
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
    }

    public void Dispose() => Authority.Dispose();

    private static X509Certificate2 Make(
        string name, X509Certificate2? issuer, Action<CertificateRequest> extend, DateTimeOffset? end = null)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        extend(request);
        if (issuer is null) return request.CreateSelfSigned(Now.AddDays(-10), Now.AddDays(10));
        X509SignatureGenerator signer = X509SignatureGenerator.CreateForRSA(issuer.GetRSAPrivateKey()!, RSASignaturePadding.Pkcs1);
        using X509Certificate2 bare =
            request.Create(issuer.SubjectName, signer, Now.AddDays(-5), end ?? Now.AddDays(5), RandomNumberGenerator.GetBytes(8));
        return bare.CopyWithPrivateKey(key);
    }
}

using System.Collections.ObjectModel;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Hep.Root.IO.Network;

namespace Hep.Root.IO.Http;

/// <summary>The certificate that servers are shown who ask for one, with what stands between it and an authority.</summary>
internal static class ClientCertificate
{
    // RFC 3820: what makes a certificate a proxy.
    private const string ProxyInformation = "1.3.6.1.5.5.7.1.14";

    /// <summary>Null where the options name none.</summary>
    /// <exception cref="TrustException">The file holds none, or no key with it.</exception>
    public static SslStreamCertificateContext? Of(HttpFileOptions options)
    {
        if (options.ClientCertificate is { } given)
            return given.HasPrivateKey
                ? Make(given, [])
                : throw new TrustException("The client certificate has no private key: servers accept it with one only.", null);
        return options.ClientCertificateFile is { } file ? Read(file) : null;
    }

    // A proxy: its certificate, its key, and the certificate of the user who signed it.
    private static SslStreamCertificateContext Read(string path)
    {
        try
        {
            string text = File.ReadAllText(path);
            X509Certificate2 own = X509Certificate2.CreateFromPem(text, text);
            X509Certificate2Collection all = [];
            all.ImportFromPem(text);
            all.RemoveAt(0);
            return Make(own, all);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new TrustException($"The client certificate in '{path}' cannot be read: {failure.Message} "
                + "A PEM file is expected that holds a certificate and its private key, without a password.", failure);
        }
    }

    private static SslStreamCertificateContext Make(X509Certificate2 own, X509Certificate2Collection above)
    {
        bool isProxy = own.Extensions.Any(e => e.Oid?.Value == ProxyInformation);
        if (!isProxy || !OperatingSystem.IsLinux()) return SslStreamCertificateContext.Create(own, above, offline: true);
        try
        {
            return MakeUnchecked(own, new ReadOnlyCollection<X509Certificate2>([.. above]), null);
        }
        catch (MissingMethodException failure)
        {
            throw new TrustException(
                "This version of .NET shows no proxies of X.509 to servers: use a token, or a certificate of your own.", failure);
        }
    }

    // The public way looks for the chain by itself, and has no words for what OpenSSL says of proxies then ("unhandled error code '40'",
    // .NET 10). The file names the chain; the server judges it.
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern SslStreamCertificateContext MakeUnchecked(
        X509Certificate2 target, ReadOnlyCollection<X509Certificate2> intermediates, SslCertificateTrust? trust);
}

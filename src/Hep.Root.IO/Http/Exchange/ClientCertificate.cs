using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Hep.Root.IO.Network;

namespace Hep.Root.IO.Http;

/// <summary>The certificate that servers are shown who ask for one, with what stands between it and an authority.</summary>
internal static class ClientCertificate
{
    /// <summary>Null where the options name none.</summary>
    /// <exception cref="TrustException">The file holds none, or no key with it.</exception>
    public static SslStreamCertificateContext? Of(HttpFileOptions options)
    {
        if (options.ClientCertificate is { } given)
            return given.HasPrivateKey
                ? SslStreamCertificateContext.Create(given, [], offline: true)
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
            return SslStreamCertificateContext.Create(own, all, offline: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new TrustException($"The client certificate in '{path}' cannot be read: {failure.Message} "
                + "A PEM file is expected that holds a certificate and its private key, without a password.", failure);
        }
    }
}

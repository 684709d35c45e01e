using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Hep.Tool.Terminal;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Hep.Tool.Serving;

/// <summary>What a service shows and asks for under TLS.</summary>
/// <param name="Path">Its certificate, PEM, perhaps with those between it and its authority.</param>
/// <param name="KeyPath">The certificate's key, PEM, without a password.</param>
/// <param name="AuthoritiesPath">The authorities, PEM, whose certificates callers may show; null: none are asked for.</param>
internal sealed record ServerCertificate(string Path, string KeyPath, string? AuthoritiesPath)
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2";

    /// <summary>Refuses files that cannot be used, before anything listens.</summary>
    /// <exception cref="ToolException">A file is missing, or holds no PEM of its kind, or the key is another one's.</exception>
    public void Check()
    {
        foreach (string? file in (string?[])[Path, KeyPath, AuthoritiesPath])
            if (file is not null && !File.Exists(file)) throw new ToolException($"There is no file '{file}', which is needed for TLS.");
        try
        {
            using X509Certificate2 certificate = X509Certificate2.CreateFromPemFile(Path, KeyPath);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)   // the second: a key of another one
        {
            throw new ToolException(
                $"'{Path}' and '{KeyPath}' are no certificate and its key, in PEM and without a password: {failure.Message}", failure);
        }
        if (AuthoritiesPath is { } authorities && ReadAuthorities().Count == 0)
            throw new ToolException($"There is no certificate in '{authorities}': PEM is expected.");
    }

    /// <summary>Sets what Kestrel does under TLS, besides the certificate, which its settings name.</summary>
    public void Configure(HttpsConnectionAdapterOptions tls)
    {
        tls.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        if (AuthoritiesPath is null) return;
        X509Certificate2Collection authorities = ReadAuthorities();
        tls.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        tls.ClientCertificateValidation = (certificate, sent, _) => IsOf(authorities, certificate, sent);
    }

    private X509Certificate2Collection ReadAuthorities()
    {
        X509Certificate2Collection authorities = [];
        try
        {
            authorities.ImportFromPemFile(AuthoritiesPath!);
            return authorities;
        }
        catch (CryptographicException failure)
        {
            throw new ToolException($"'{AuthoritiesPath}' holds no certificates in PEM: {failure.Message}", failure);
        }
    }

    // The system's authorities do not count: most of them would vouch for anybody.
    private static bool IsOf(X509Certificate2Collection authorities, X509Certificate2 certificate, X509Chain? sent)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;   // from wherever a certificate says, which anybody can have made
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ForClients));
        if (sent is not null) chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        return chain.Build(certificate);
    }
}

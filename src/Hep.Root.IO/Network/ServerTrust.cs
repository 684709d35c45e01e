using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Hep.Root.IO.Network;

/// <summary>Whom a client believes: authorities of its own beside the system's.</summary>
/// <param name="authorities">A file or a folder of certificates of authorities, as PEM; null: the system's alone.</param>
internal sealed class ServerTrust(string? authorities)
{
    private readonly Lazy<X509Certificate2Collection?> _authorities = new(() => authorities is null ? null : Load(authorities));

    /// <summary>How chains of certificates are judged; null: as the system does.</summary>
    /// <exception cref="TrustException">The authorities cannot be read.</exception>
    public X509ChainPolicy? MakePolicy()
    {
        if (_authorities.Value is not { } known) return null;
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(known);
        return policy;
    }

    private static X509Certificate2Collection Load(string path)
    {
        X509Certificate2Collection found = [];
        try
        {
            if (!Directory.Exists(path)) found.ImportFromPemFile(path);
            else
                // As OpenSSL names them by their hash: 1a2b3c4d.0
                foreach (string file in Directory.EnumerateFiles(path).Where(f => f.EndsWith(".0", StringComparison.Ordinal)
                    || f.EndsWith(".pem", StringComparison.OrdinalIgnoreCase)))
                    found.ImportFromPemFile(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new TrustException($"The certificates of authorities in '{path}' cannot be read: {failure.Message}", failure);
        }
        if (found.Count == 0) throw new TrustException($"'{path}' holds no certificate of an authority, as PEM.", null);
        foreach (StoreLocation location in (StoreLocation[])[StoreLocation.LocalMachine, StoreLocation.CurrentUser])
        {
            using X509Store system = new(StoreName.Root, location, OpenFlags.ReadOnly);
            found.AddRange(system.Certificates);
        }
        return found;
    }
}

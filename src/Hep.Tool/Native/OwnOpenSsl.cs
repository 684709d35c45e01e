using System.Runtime.InteropServices;

namespace Hep.Tool.Native;

/// <summary>
/// OpenSSL beside the tool, for machines that have none: .NET hashes with it, whether or not TLS is spoken, and ends the process where it
/// is missing. Its own shim asks for libraries by name alone, and gets those that are loaded already (dlopen(3), by DT_SONAME).
/// </summary>
internal static class OwnOpenSsl
{
    private const string Ssl = "libssl.so.3", Crypto = "libcrypto.so.3";

    /// <summary>Loads it where it lies beside the tool and the system has none, whose updates come first.</summary>
    public static void Load()
    {
        string folder = AppContext.BaseDirectory;
        if (!OperatingSystem.IsLinux() || !File.Exists(Path.Combine(folder, Ssl)) || NativeLibrary.TryLoad(Ssl, out _)) return;
        NativeLibrary.Load(Path.Combine(folder, Crypto));
        NativeLibrary.Load(Path.Combine(folder, Ssl));
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Hep.Root.IO.Compression.Native;

/// <summary>
/// Where compression libraries of the system are found. None is needed: each is a faster form of a managed decoder, to which it leaves
/// whatever it refuses (docs/decisions/0006-native-codecs.md).
/// </summary>
internal static class NativeCodecs
{
    /// <summary>The switch of <see cref="AppContext"/> that turns them off, for a program that wants managed code alone.</summary>
    public const string Switch = "Hep.Root.IO.NativeCodecs";

    /// <summary>Whether libraries are looked for; also a constant to the trimmer, which then drops what calls them.</summary>
    [FeatureSwitchDefinition(Switch)]
    public static bool AreWanted => !AppContext.TryGetSwitch(Switch, out bool wanted) || wanted;

    /// <summary>Loads the first library of these names that is there: beside the program, or where the system keeps its own.</summary>
    /// <param name="library">The loaded library, for good.</param>
    /// <param name="linux">The name that Linux and the BSDs give to the one binary interface that is called here.</param>
    /// <param name="mac">The same of macOS.</param>
    /// <param name="windows">Windows has no such names; these are what packagers use.</param>
    public static bool TryLoad(out nint library, string linux, string mac, params ReadOnlySpan<string> windows)
    {
        library = 0;
        // On 32-bit Windows libdeflate has had another calling convention.
        if (!AreWanted || !Environment.Is64BitProcess) return false;
        if (!OperatingSystem.IsWindows()) return TryLoad(OperatingSystem.IsMacOS() ? mac : linux, out library);
        foreach (string name in windows)
            if (TryLoad(name, out library)) return true;
        return false;
    }

    // Never the current folder, which on Windows a plain name would ask too: data and foreign code share it easily.
    private static bool TryLoad(string name, out nint library) => NativeLibrary.TryLoad(name, typeof(NativeCodecs).Assembly,
        DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory, out library);
}

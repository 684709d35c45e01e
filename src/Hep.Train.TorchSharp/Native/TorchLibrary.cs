using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Hep.Train.TorchSharp;

/// <summary>
/// Loads libtorch before the first use of <see cref="torch"/>, whose static constructor is final once it failed and whose message then
/// names the wrong cause. Why a copy of one library is relaxed: docs/decisions/0004-libtorch-loader.md.
/// </summary>
internal static class TorchLibrary
{
    private const string Wrapper = "libLibTorchSharp.so";
    private const string NeededVersion = "GLIBCXX_3.4.32";   // GCC 13; wanted by one symbol to which no relocation refers

    private static readonly Lazy<string?> Reason = new(Load);

    /// <summary>Why libtorch cannot be used here; null where it can. The first call loads it.</summary>
    public static string? WhyUnavailable => Reason.Value;

    private static string? Load()
    {
        try
        {
            return (OperatingSystem.IsLinux() ? LoadOnLinux() : null) ?? Touch();
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            return $"libtorch could not be loaded: {e.Message}";
        }
    }

    private static string? LoadOnLinux()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64
            || RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal))
            return $"TorchSharp has no native library for {RuntimeInformation.RuntimeIdentifier}; on Linux it runs on x64 with glibc.";
        if (Find(Wrapper) is not { } wrapper || Find("libtorch_cpu.so") is not { } torch)
            return "The application carries no libtorch: reference the package libtorch-cpu-linux-x64 in the program (not in a library).";
        NativeLibrary.Load(torch);
        NativeLibrary.Load(Path.Combine(Path.GetDirectoryName(torch)!, "libtorch.so"));
        if (!NativeLibrary.TryLoad(wrapper, out _)) LoadRelaxed(wrapper);
        return null;
    }

    /// <summary>
    /// A library beside the program, below its runtimes, or where the runtime itself looks (package folders, for a
    /// program that is not published).
    /// </summary>
    private static string? Find(string library)
    {
        string probed = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        foreach (string folder in (string[])[AppContext.BaseDirectory,
            Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"), .. probed.Split(Path.PathSeparator)])
            if (Path.Combine(folder, library) is string path && File.Exists(path)) return path;
        return null;
    }

    /// <summary>
    /// The library stays loaded under its own name, by which TorchSharp then finds it; the copy is gone from the disk at once.
    /// </summary>
    private static void LoadRelaxed(string wrapper)
    {
        byte[] library = File.ReadAllBytes(wrapper);
        if (!VersionNeed.TryWeaken(library, NeededVersion)) NativeLibrary.Load(wrapper);   // something else is missing: its message tells
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hep-torch-");
        try
        {
            string copy = Path.Combine(folder.FullName, Wrapper);
            File.WriteAllBytes(copy, library);
            NativeLibrary.Load(copy);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? Touch()
    {
        try
        {
            return torch.get_num_threads() > 0 ? null : "libtorch has no thread to compute with.";
        }
        catch (Exception e) when (e is TypeInitializationException or NotSupportedException or EntryPointNotFoundException)
        {
            return $"libtorch could not be loaded: {(e.InnerException ?? e).Message}";
        }
    }
}

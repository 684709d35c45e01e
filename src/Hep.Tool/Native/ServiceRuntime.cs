using System.Collections;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Hep.Tool.Native;

/// <summary>
/// The runtime as a service wants it, which lives long: with profiles of what is used, and loops compiled by them (docs/decisions/0007).
/// The runtime reads such settings from its environment as it starts, so the process starts once more in its own place: its number, files
/// and arguments stay (execve(2)).
/// </summary>
internal static partial class ServiceRuntime
{
    private static readonly (string Name, string Value)[] Settings = [("DOTNET_TieredPGO", "1"), ("DOTNET_TC_QuickJitForLoops", "1")];

    /// <summary>Does not return where the process starts again; returns where it did, or need or cannot: elsewhere than on Linux.</summary>
    public static void Enter()
    {
        if (!OperatingSystem.IsLinux() || Debugger.IsAttached || Environment.ProcessPath is not { } program) return;
        if (Settings.Any(s => Environment.GetEnvironmentVariable(s.Name) is not null)) return;
        IEnumerable<string> environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(v => $"{v.Key}={v.Value}")
            .Concat(Settings.Select(s => $"{s.Name}={s.Value}"));
        string[] arguments = File.ReadAllText("/proc/self/cmdline").Split('\0');   // the last one is empty: behind the last end
        _ = Execute(program, [.. arguments[..^1], null], [.. environment, null]);
    }

    // Returns only where it fails, and then nothing has changed.
    [LibraryImport("libc", EntryPoint = "execve", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, string?[] arguments, string?[] environment);
}

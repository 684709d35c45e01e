using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Hep.Tool.Native;

/// <summary>
/// The runtime as a service wants it, which lives long: with profiles of what is used, and loops compiled by them (docs/decisions/0007).
/// The runtime reads such settings from its environment as it starts, so the process starts once more in its own place: its number, files
/// and arguments stay (execve(2)).
/// </summary>
internal static partial class ServiceRuntime
{
    // Whoever has a port of their own for diagnostics watches this runtime from its start, and would lose it.
    private const string DiagnosticPorts = "DOTNET_DiagnosticPorts";

    private static readonly (string Name, string Value)[] Settings = [("DOTNET_TieredPGO", "1"), ("DOTNET_TC_QuickJitForLoops", "1")];

    /// <summary>Does not return where the process starts again; returns where it did, or need or cannot: elsewhere than on Linux.</summary>
    public static void Enter()
    {
        if (!OperatingSystem.IsLinux() || Debugger.IsAttached || Environment.ProcessPath is not { } program) return;
        if (Settings.Select(s => s.Name).Append(DiagnosticPorts).Any(name => Environment.GetEnvironmentVariable(name) is not null)) return;
        // As bytes, since they need not be UTF-8.
        byte[] arguments = File.ReadAllBytes("/proc/self/cmdline");
        byte[] environment = [.. File.ReadAllBytes("/proc/self/environ"),
            .. Encoding.UTF8.GetBytes(string.Concat(Settings.Select(s => $"{s.Name}={s.Value}\0")))];
        RemoveDiagnosticSocket();
        Execute(program, arguments, environment);
    }

    /// <summary>
    /// Removes the socket of this runtime for diagnostics, which the next one cannot listen at while it is there: both have the same name,
    /// made of the process's number and the time it was started at (dotnet/diagnostics, documentation/design-docs/ipc-protocol.md).
    /// </summary>
    private static void RemoveDiagnosticSocket()
    {
        string stat = File.ReadAllText("/proc/self/stat");
        // Field 22, starttime; the second one, a name in parentheses, may hold spaces (proc_pid_stat(5)).
        string started = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
        try
        {
            File.Delete(Path.Combine(Path.GetTempPath(), $"dotnet-diagnostic-{Environment.ProcessId}-{started}-socket"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Then it serves without diagnostics.
        }
    }

    // Returns only where it fails, and then the process is as it was.
    private static unsafe void Execute(string program, byte[] arguments, byte[] environment)
    {
        fixed (byte* ofArguments = arguments, ofEnvironment = environment)
            _ = Execute(program, TextsOf(arguments, ofArguments), TextsOf(environment, ofEnvironment));
    }

    // The addresses of texts that each end with a zero, and the one that ends the list.
    private static unsafe nint[] TextsOf(ReadOnlySpan<byte> block, byte* start)
    {
        List<nint> texts = [];
        for (int at = 0; at < block.Length; at += block[at..].IndexOf((byte)0) + 1) texts.Add((nint)(start + at));
        return [.. texts, 0];
    }

    [LibraryImport("libc", EntryPoint = "execve", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, nint[] arguments, nint[] environment);
}

using System.Diagnostics;

namespace Hep.Inference.Page.Tests;

/// <summary>Runs a line as it would be pasted into a shell.</summary>
internal static class Shell
{
    public static async Task<(int Code, string Output)> RunAsync(string command)
    {
        if (OperatingSystem.IsWindows() || !File.Exists("/bin/sh")) Assert.Ignore("Commands are written for a shell of Unix.");
        ProcessStartInfo start =
            new("/bin/sh", ["-c", $"command -v curl >/dev/null || exit 99; {command}"]) { RedirectStandardOutput = true };
        using Process shell = Process.Start(start)!;
        string output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        if (shell.ExitCode == 99) Assert.Ignore("There is no curl.");
        return (shell.ExitCode, output);
    }
}

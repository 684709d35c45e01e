using System.Diagnostics;

namespace Hep.Inference.Server.Tests;

/// <summary>A program of this machine that a test needs; where it is missing the test is skipped.</summary>
internal static class InstalledProgram
{
    /// <summary>The path of a program.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="what">How it is had.</param>
    /// <param name="folders">Where it may be besides the PATH.</param>
    public static string Find(string name, string what, params string[] folders)
    {
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string? found = path.Concat(folders).Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists);
        if (found is null) Assert.Ignore($"{name} is not on the PATH: {what}.");
        return found!;
    }

    /// <summary>npm's server that speaks like S3.</summary>
    public static string FindS3() => Find("s3rver", "npm install -g s3rver");

    /// <summary>Runs a line of the shell to its end; nothing of it holds on to the test's own streams.</summary>
    public static void Run(string line)
    {
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{{ {line}; }} >/dev/null 2>&1 </dev/null"]))!;
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{line}: {process.ExitCode}");
    }
}

using System.ComponentModel;
using System.Diagnostics;

namespace Hep.Train.Python.Tests;

/// <summary>The Python with which tests run; those that need a module which it lacks are skipped, and say which.</summary>
internal static class Interpreter
{
    private static readonly Dictionary<string, string?> Found = [];

    /// <summary>An interpreter that has all these modules: Debian's own, as its packages are, or the first on the PATH.</summary>
    public static string With(params string[] modules)
    {
        string wanted = string.Join(", ", modules.Prepend("numpy"));
        lock (Found)
        {
            if (!Found.TryGetValue(wanted, out string? path))
                Found[wanted] = path = Array.Find(["/usr/bin/python3", "python3", "python"], p => Has(p, wanted));
            if (path is null)
                Assert.Ignore($"No Python with {wanted} is there: on Debian, apt-get install "
                    + $"{string.Join(' ', modules.Prepend("numpy").Select(m => $"python3-{m}"))}.");
            return path!;
        }
    }

    private static bool Has(string path, string modules)
    {
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo(path, ["-c", $"import {modules}"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}

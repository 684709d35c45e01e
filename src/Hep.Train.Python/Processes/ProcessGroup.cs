using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Hep.Train.Python;

/// <summary>Ends a process with all that it started, whatever became of the parents between.</summary>
internal static partial class ProcessGroup
{
    private const int KillSignal = 9;   // SIGKILL, on every Unix

    /// <summary>Ends the process, its descendants, and the group that it made for itself (the module <c>hep</c> does).</summary>
    public static void Kill(Process process)
    {
        if (!OperatingSystem.IsWindows()) _ = KillUnix(-process.Id, KillSignal);   // there may be no such group yet
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception failure)
            when (failure is InvalidOperationException or Win32Exception or NotSupportedException or AggregateException)
        {
            // It has ended by itself.
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int KillUnix(int process, int signal);
}

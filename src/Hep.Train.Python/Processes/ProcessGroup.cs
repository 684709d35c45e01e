using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Hep.Train.Python;

/// <summary>
/// A process with all that it starts, which ends as a whole, whatever became of the parents between. When this process is killed the
/// group ends too: on Windows the system sees to it, elsewhere the module <c>hep</c>.
/// </summary>
internal sealed partial class ProcessGroup : IDisposable
{
    private const int KillSignal = 9;   // SIGKILL, on every Unix

    private readonly Process _process;
    private readonly WindowsJob? _job;

    /// <summary>The group of a process that was just started.</summary>
    public ProcessGroup(Process process)
    {
        _process = process;
        _job = OperatingSystem.IsWindows() ? WindowsJob.TryHold(process) : null;
    }

    /// <summary>Ends the process, its descendants, and the group that it made for itself (the module <c>hep</c> does).</summary>
    public void Kill()
    {
        if (!OperatingSystem.IsWindows()) _ = KillUnix(-_process.Id, KillSignal);   // there may be no such group yet
        _job?.Dispose();
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception failure)
            when (failure is InvalidOperationException or Win32Exception or NotSupportedException or AggregateException)
        {
            // It has ended by itself.
        }
    }

    /// <summary>Gives back what the system holds for it.</summary>
    public void Dispose() => _job?.Dispose();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int KillUnix(int process, int signal);
}

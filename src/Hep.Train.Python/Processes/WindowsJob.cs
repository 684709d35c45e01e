using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Hep.Train.Python;

/// <summary>
/// A job object: Windows ends all processes of it when its last handle is closed, which is ours, and is closed at the latest when this
/// process ends, however that is (learn.microsoft.com, Job Objects, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE).
/// </summary>
internal sealed partial class WindowsJob : SafeHandleZeroOrMinusOneIsInvalid
{
    private const int ExtendedLimitInformation = 9;
    private const uint KillOnClose = 0x2000;

    /// <summary>For the marshaller.</summary>
    public WindowsJob() : base(ownsHandle: true) { }

    /// <summary>Puts a process, and what it will start, into a job; null where the system does not allow it.</summary>
    public static WindowsJob? TryHold(Process process)
    {
        WindowsJob job = CreateJobObject(0, 0);
        Limits limits = new() { Flags = KillOnClose };
        if (!job.IsInvalid && SetInformationJobObject(job, ExtendedLimitInformation, in limits, Unsafe.SizeOf<Limits>())
            && AssignProcessToJobObject(job, process.SafeHandle)) return job;
        job.Dispose();
        return null;
    }

    protected override bool ReleaseHandle() => CloseHandle(handle);

    [LibraryImport("kernel32", EntryPoint = "CreateJobObjectW", SetLastError = true)]
    private static partial WindowsJob CreateJobObject(nint attributes, nint name);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetInformationJobObject(WindowsJob job, int kind, in Limits limits, int length);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool AssignProcessToJobObject(WindowsJob job, SafeProcessHandle process);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CloseHandle(nint handle);

    /// <summary>JOBOBJECT_EXTENDED_LIMIT_INFORMATION of winnt.h; all but the flags stays zero.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Limits
    {
        public long ProcessTime, JobTime;
        public uint Flags;
        public nuint LeastWorkingSet, GreatestWorkingSet;
        public uint Processes;
        public nuint Affinity;
        public uint PriorityClass, SchedulingClass;
        public ulong ReadOperations, WriteOperations, OtherOperations, ReadBytes, WrittenBytes, OtherBytes;
        public nuint ProcessMemory, JobMemory, PeakProcessMemory, PeakJobMemory;
    }
}

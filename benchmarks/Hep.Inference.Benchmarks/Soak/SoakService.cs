using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Hep.Inference.Benchmarks;

/// <summary>The service of a soak: a process of its own, so that its memory, threads and handles are its alone.</summary>
internal sealed class SoakService : IDisposable
{
    private readonly Process _process;

    private SoakService(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public bool IsRunning => !_process.HasExited;

    /// <summary>Memory that the process holds in the machine's.</summary>
    public long ResidentBytes => Read(p => p.WorkingSet64);

    public long Threads => Read(p => p.Threads.Count);

    /// <summary>Open files and sockets; 0 where the system does not tell.</summary>
    public long Handles
    {
        get
        {
            string folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/fd");
            return OperatingSystem.IsLinux() && IsRunning ? Directory.EnumerateFileSystemEntries(folder).Count() : Read(p => p.HandleCount);
        }
    }

    /// <summary>Starts this program once more, as <c>service</c>, and waits until it serves.</summary>
    public static async Task<SoakService> StartAsync(string models)
    {
        Uri address = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}"));
        bool isHosted = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        string[] program = isHosted ? [Environment.GetCommandLineArgs()[0]] : [];
        Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. program, "service", models, address.ToString()])
        {
            RedirectStandardOutput = true,
        })!;
        SoakService service = new(process, address);
        if (await process.StandardOutput.ReadLineAsync() is not null) return service;
        service.Dispose();
        throw new IOException("The service did not start: what it said is above.");
    }

    public void Dispose()
    {
        if (IsRunning) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private long Read(Func<Process, long> figure)
    {
        if (!IsRunning) return 0;
        _process.Refresh();
        return figure(_process);
    }

    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Hep.Testing;

/// <summary>A server of Debian's packages, with a configuration of ours, in a folder of its own.</summary>
public sealed class ServerProcess : IDisposable
{
    // The shell reads from a pipe that this process holds: when it ends, however it does, so does the server. XRootD does not run as root.
    private const string Guard = """
        folder=$1; shift
        if [ "$(id -u)" = 0 ]; then chown -R xrootd "$folder" && set -- "$@" -R xrootd; fi
        "$@" >/dev/null 2>&1 & server=$!
        read -r _
        kill -9 $server
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Process _guard;
    private readonly string _log;
    private bool _hasEnded;

    private ServerProcess(Process guard, string log, int port) => (_guard, _log, Port) = (guard, log, port);

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="program"><c>xrootd</c> or <c>cmsd</c>.</param>
    /// <param name="folder">For what it writes.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="lines">Its configuration, but for the folder and the port.</param>
    /// <param name="environment">What its environment says beside this one.</param>
    public static ServerProcess Start(
        string program, string folder, int port, IEnumerable<string> lines, params (string Name, string Value)[] environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        string configuration = Path.Combine(folder, $"{program}.cfg"), log = Path.Combine(folder, $"{program}.log");
        File.WriteAllLines(configuration,
        [
            $"xrd.port {port}", $"all.adminpath {folder}", $"all.pidpath {folder}", "xrd.allow host localhost", "xrd.allow host 127.0.0.1",
            .. lines,
        ]);
        ProcessStartInfo start = new("/bin/sh") { RedirectStandardInput = true, WorkingDirectory = folder };
        foreach (string argument in (string[])["-c", Guard, "guard", folder, XRootDPackages.Find(program), "-c", configuration, "-l", log,
            "-s", Path.Combine(folder, $"{program}.pid")])
            start.ArgumentList.Add(argument);
        foreach (string name in (string[])["XRDINSTANCE", "XRDNAME"]) start.Environment.Remove(name);
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return new ServerProcess(Process.Start(start)!, log, port);
    }

    /// <summary>A port that nobody listens at, below those that the system gives to clients.</summary>
    public static int FreePort()
    {
        while (true)
        {
            int port = Random.Shared.Next(20_000, 32_000);
            try
            {
                using TcpListener listener = new(IPAddress.Any, port);
                listener.Start();
                return port;
            }
            catch (SocketException) { }
        }
    }

    /// <summary>Waits until it listens.</summary>
    public async Task ReadyAsync()
    {
        for (Stopwatch waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(30))
        {
            using TcpClient client = new();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) { }
        }
        throw new IOException($"The server does not listen at port {Port}. Its log ends: "
            + (File.Exists(_log) ? string.Join('\n', File.ReadLines(_log).TakeLast(15)) : "(there is none)"));
    }

    /// <summary>Ends it as a power cut does.</summary>
    public void Dispose()
    {
        if (_hasEnded) return;
        _hasEnded = true;
        _guard.StandardInput.Close();
        _guard.WaitForExit();
        _guard.Dispose();
    }
}

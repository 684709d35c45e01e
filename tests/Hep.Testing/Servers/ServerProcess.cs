using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using NUnit.Framework;

namespace Hep.Testing;

/// <summary>A server of Debian's packages, with a configuration of ours, in a folder of its own.</summary>
public sealed class ServerProcess : IDisposable
{
    // The shell reads from a pipe that this process holds: when it ends, however it does, so does the server. XRootD does not run as root.
    // One that a signal ended is started again, as Debian's unit does (Restart=on-abort), lest the tests of other things go with it.
    private const string Guard = """
        folder=$1; shift
        if [ "$(id -u)" = 0 ]; then chown -R xrootd "$folder" && set -- "$@" -R xrootd; fi
        (
          trap 'kill -9 $server; exit' TERM
          status=129
          while [ $status -gt 128 ]; do
            "$@" >/dev/null 2>&1 & server=$!
            wait $server; status=$?
            echo "$1 ended with status $status" >>"$folder/ends"; sleep 0.1
          done
        ) & keeper=$!
        read -r _
        kill $keeper
        wait $keeper
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Process _guard;
    private readonly string _log, _ends;
    private bool _hasEnded;

    private ServerProcess(Process guard, string log, string ends, int port) => (_guard, _log, _ends, Port) = (guard, log, ends, port);

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
        return new ServerProcess(Process.Start(start)!, log, Path.Combine(folder, "ends"), port);
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
        throw new IOException($"The server does not listen at port {Port}. {Last(_ends)} {Last(_log)}");
    }

    /// <summary>Ends it as a power cut does.</summary>
    public void Dispose()
    {
        if (_hasEnded) return;
        _hasEnded = true;
        _guard.StandardInput.Close();
        _guard.WaitForExit();
        _guard.Dispose();
        // A test that bore it passed: whoever reads the log shall know all the same.
        if (File.Exists(_ends)) TestContext.Progress.WriteLine($"The server at port {Port} ended by itself. {Last(_ends)} {Last(_log)}");
    }

    private static string Last(string file) => File.Exists(file)
        ? $"{Path.GetFileName(file)} ends: {string.Join('\n', File.ReadLines(file).TakeLast(15))}"
        : $"There is no {Path.GetFileName(file)}.";
}

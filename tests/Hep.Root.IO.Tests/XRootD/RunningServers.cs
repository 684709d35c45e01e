using System.Collections.Concurrent;
using Hep.Root.IO.Tests.XRootD.Servers;
using Hep.Testing;

namespace Hep.Root.IO.Tests.XRootD;

/// <summary>The servers of one run of the tests: each is started when it is first asked for, and all end with the run.</summary>
[SetUpFixture]
public sealed class RunningServers
{
    private const string Checksums = "xrootd.chksum max 4 adler32 crc32c crc32 md5";

    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Started = new();
    private static readonly ConcurrentBag<ServerProcess> Processes = [];
    private static readonly Lazy<string> Folder = new(() => Directory.CreateTempSubdirectory("hep-xrd-").FullName);
    private static readonly Lazy<string> Data = new(() => NewData("data", static _ => true));
    private static readonly Lazy<ServerCertificates> Certificates = new(() => new ServerCertificates(Folder.Value));

    internal static XRootDOptions Options => new()
    {
        CertificateAuthorities = Certificates.Value.AuthorityFile,
        StallTimeout = TimeSpan.FromSeconds(5),
        Deadline = TimeSpan.FromSeconds(20),
    };

    /// <summary>Where a server of some kind is: <c>root://127.0.0.1:1094/</c>, to be followed by a path.</summary>
    internal static Task<string> UrlAsync(string kind) => Started.GetOrAdd(kind, name => new Lazy<Task<string>>(() => name switch
    {
        "manager" => OfClusterAsync(static (path, server) => server == (path == ServedFiles.Large ? 0 : 1)),
        "manager of replicas" => OfClusterAsync(static (_, _) => true),
        "redirection" => RedirectionAsync(),
        _ => OneAsync(ServerKind.All[name]),
    })).Value;

    /// <summary>A server that ends before the others.</summary>
    internal static async Task<ServerProcess> StartAsync(
        IEnumerable<string> lines, string? data = null, int port = 0, string? folder = null)
    {
        ServerProcess server = Start("xrootd", folder ?? NewFolder("server"), port,
            ["all.export / readonly", $"oss.localroot {data ?? Data.Value}", Checksums, .. lines]);
        await server.ReadyAsync();
        return server;
    }

    /// <summary>One with a certificate, over which it speaks TLS.</summary>
    internal static async Task<ServerProcess> StartUnderTlsAsync(
        IEnumerable<string> lines, string folder, params (string Name, string Value)[] environment)
    {
        ServerProcess server = Start("xrootd", folder, 0,
            ["all.export / readonly", $"oss.localroot {Data.Value}", .. Tls(folder, CertificateKind.Right), .. lines], environment);
        await server.ReadyAsync();
        return server;
    }

    /// <summary>A manager, and two servers that it sends to.</summary>
    /// <param name="hasFile">Which of them has which file.</param>
    internal static async Task<(string Url, IReadOnlyList<ServerProcess> Servers)> StartClusterAsync(Func<string, int, bool> hasFile)
    {
        int cluster = ServerProcess.FreePort();
        string manager = $"all.manager localhost:{cluster}";
        string[] quick =
        [
            "cms.delay startup 1 servers 1 full 1 lookup 1 drop 1m", "cms.sched cpu 0 io 0 refreset 1", "cms.space min 1k 2k",
        ];
        string folder = NewFolder("manager");
        string[] lines = ["all.role manager", "all.export / readonly", $"oss.localroot {NewFolder("empty")}", manager, Checksums];
        await Start("cmsd", folder, cluster, [.. lines, .. quick]).ReadyAsync();
        ServerProcess front = Start("xrootd", folder, 0, lines);
        await front.ReadyAsync();
        List<ServerProcess> servers = [];
        for (int server = 0; server < 2; server++)
        {
            int number = server;
            string own = NewFolder("server"), data = NewData("data", path => hasFile(path, number));
            string[] ofServer = ["all.role server", manager];
            Start("cmsd", own, 0, ["all.export / readonly", $"oss.localroot {data}", .. ofServer, .. quick]);
            // A server that does not find its cmsd tries again only after ten seconds.
            for (int i = 0; i < 200 && !File.Exists(Path.Combine(own, ".olb", "olbd.admin")); i++) await Task.Delay(20);
            servers.Add(await StartAsync(ofServer, data, folder: own));
        }
        string url = $"root://127.0.0.1:{front.Port}/";
        await FoundAsync(url, hasFile);
        return (url, servers);
    }

    internal static string NewFolder(string name)
    {
        string folder = Path.Combine(Folder.Value, $"{name}{Guid.NewGuid().ToString("N")[..6]}");
        Directory.CreateDirectory(folder);
        TestData.OpenForOthers(Folder.Value);
        TestData.OpenForOthers(folder);
        return folder;
    }

    internal static string NewData(string name, Func<string, bool> isWanted)
    {
        string folder = NewFolder(name);
        ServedFiles.Write(folder, isWanted);
        return folder;
    }

    /// <summary>Ends all servers.</summary>
    [OneTimeTearDown]
    public void EndAll()
    {
        foreach (ServerProcess process in Processes) process.Dispose();
        if (Folder.IsValueCreated) Directory.Delete(Folder.Value, recursive: true);
    }

    private static string[] Tls(string folder, CertificateKind kind)
    {
        (string file, string key) = Certificates.Value.Write(folder, kind);
        return [$"xrd.tls {file} {key}", $"xrd.tlsca certfile {Certificates.Value.AuthorityFile}"];
    }

    private static ServerProcess Start(
        string program, string folder, int port, IEnumerable<string> lines, params (string, string)[] environment)
    {
        ServerProcess process = ServerProcess.Start(program, folder, port == 0 ? ServerProcess.FreePort() : port, lines, environment);
        Processes.Add(process);
        return process;
    }

    private static async Task<string> OneAsync(ServerKind kind)
    {
        if (kind.AsksWhoIsThere) XRootDPackages.RequireSecurity();
        string folder = NewFolder("server");
        List<string> lines = [.. kind.Lines];
        if (kind.Certificate is { } certificate) lines.AddRange(Tls(folder, certificate));
        ServerProcess server = await StartAsync(lines, folder: folder);
        return $"{kind.Scheme}://127.0.0.1:{server.Port}/";
    }

    private static async Task<string> RedirectionAsync()
    {
        int target = (await StartAsync([])).Port;
        ServerProcess front = await StartAsync(
            [$"xrootd.redirect localhost:{target} dirlist locate stat", $"xrootd.redirect localhost:{target} /"]);
        return $"root://127.0.0.1:{front.Port}/";
    }

    private static async Task<string> OfClusterAsync(Func<string, int, bool> hasFile) => (await StartClusterAsync(hasFile)).Url;

    // Until the manager knows who has what.
    private static async Task FoundAsync(string url, Func<string, int, bool> hasFile)
    {
        await using XRootDClient client = new();
        foreach (string path in ServedFiles.All.Keys)
        {
            int servers = Enumerable.Range(0, 2).Count(server => hasFile(path, server));
            for (int tries = 0; ; tries++)
            {
                try
                {
                    if ((await client.LocateAsync($"{url}{path}")).Count == servers) break;
                }
                catch (XRootDException) when (tries < 50) { }
                await Task.Delay(100);
            }
        }
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Http.Servers;

/// <summary>
/// A server program of this machine over a folder of its own, on a port of loopback. It ends with the test run even where that is killed:
/// it hangs on the end of a pipe.
/// </summary>
internal sealed class RealServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Process _process;

    private RealServer(string folder, Process process, int port, string scheme)
    {
        Folder = folder;
        Url = $"{scheme}://127.0.0.1:{port}";
        _process = process;
    }

    /// <summary>What it serves.</summary>
    public string Files => FilesOf(Folder);

    /// <summary>Without a slash at its end.</summary>
    public string Url { get; }

    private string Folder { get; }

    // xrootd refuses to run as root.
    private static string[] OtherUser => Environment.IsPrivilegedProcess ? ["-R", "xrootd"] : [];

    /// <summary>nginx, with some locations that misbehave.</summary>
    public static RealServer StartNginx() => Start("nginx", "nginx", (folder, port) => ([("nginx.conf", $$"""
        daemon off; master_process off; pid {{folder}}/nginx.pid; error_log {{folder}}/error.log;
        events { worker_connections 128; }
        http {
          access_log off; default_type application/octet-stream;
          client_body_temp_path {{folder}}/b; proxy_temp_path {{folder}}/p; fastcgi_temp_path {{folder}}/f;
          uwsgi_temp_path {{folder}}/u; scgi_temp_path {{folder}}/s;
          server {
            listen 127.0.0.1:{{port}}; root {{FilesOf(folder)}};
            location /norange/  { alias {{FilesOf(folder)}}/; max_ranges 0; }
            location /onerange/ { alias {{FilesOf(folder)}}/; max_ranges 1; }
            location /gzip/     { alias {{FilesOf(folder)}}/; gzip on; gzip_types *; gzip_min_length 1; }
            location ~ ^/sent/(.*)$  { return 302 /$1; }
            location ~ ^/other/(.*)$ { return 307 http://localhost:{{port}}/$1; }
            location ~ ^/round/(.*)$ { return 302 /round/$1; }
            location /drop/     { return 444; }
            location /token/    { alias {{FilesOf(folder)}}/; if ($http_authorization != "Bearer let-me-in") { return 401; } }
          }
        }
        """)], ["-c", $"{folder}/nginx.conf", "-p", folder, "-e", $"{folder}/error.log"]));

    /// <summary>XRootD's HTTP.</summary>
    public static RealServer StartXRootD() => Start("xrootd", "xrootd-server", (folder, port) => ([("xrootd.cfg", $"""
        xrd.port {port}
        all.adminpath {folder}/adm
        all.pidpath {folder}/adm
        all.export / readonly
        oss.localroot {FilesOf(folder)}
        xrd.protocol http libXrdHttp.so

        """)],
        ["-c", $"{folder}/xrootd.cfg", "-l", $"{folder}/xrootd.log", "-s", $"{folder}/pid", .. OtherUser]));

    /// <summary>The same under TLS, for the owners of proxies of <c>CN=User</c> alone.</summary>
    public static RealServer StartXRootD(TestCertificates certificates)
    {
        using X509Certificate2 own = certificates.ForHost(IPAddress.Loopback);
        string chain = own.ExportCertificatePem(), key = own.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem();
        return Start("xrootd", "xrootd-server", (folder, port) => (
            [
                ("xrootd.cfg", $"""
                    xrd.port {port}
                    all.adminpath {folder}/adm
                    all.pidpath {folder}/adm
                    all.export / readonly
                    oss.localroot {FilesOf(folder)}
                    xrd.tls {folder}/server.pem {folder}/server.key
                    xrd.tlsca certfile {folder}/authority.pem
                    xrd.protocol http libXrdHttp.so
                    http.gridmap required {folder}/gridmap
                    ofs.authorize 1
                    acc.authdb {folder}/authdb

                    """),
                ("server.pem", chain), ("server.key", key), ("authority.pem", certificates.Authority.ExportCertificatePem()),
                ("gridmap", "\"/CN=User\" reader\n"), ("authdb", "u reader / rl\n"),
            ],
            ["-c", $"{folder}/xrootd.cfg", "-l", $"{folder}/xrootd.log", "-s", $"{folder}/pid", .. OtherUser]), "https");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(Patience)) _process.Kill(entireProcessTree: true);
        _process.Dispose();
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (IOException)
        {
            // A server that ends writes its last lines.
        }
    }

    private static string FilesOf(string folder) => $"{folder}/files";

    private static RealServer Start(string program, string package,
        Func<string, int, ((string Name, string Text)[] Configuration, string[] Arguments)> configure, string scheme = "http")
    {
        string? path = ((string[])["/usr/sbin", .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')])
            .Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists);
        if (path is null || OperatingSystem.IsWindows()) Assert.Ignore($"'{program}' is not installed here (Debian's package {package}).");
        string folder = TestData.NewFolder(program);
        int port = FreePort();
        (var configuration, string[] arguments) = configure(folder, port);
        foreach ((string name, string text) in configuration) File.WriteAllText(Path.Combine(folder, name), text);
        Directory.CreateDirectory(FilesOf(folder));
        Directory.CreateDirectory(Path.Combine(folder, "adm"));
        string key = Path.Combine(folder, "server.key");
        if (File.Exists(key) && !OperatingSystem.IsWindows())
        {
            // Nobody else may read it, or xrootd does not take it.
            File.SetUnixFileMode(key, UnixFileMode.UserRead);
            if (Environment.IsPrivilegedProcess) Process.Start("chown", ["xrootd", key]).WaitForExit();
        }
        // It may be another user.
        foreach (string each in (string[])[folder, FilesOf(folder), Path.Combine(folder, "adm")])
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(each, (UnixFileMode)0b111_111_111);
        ProcessStartInfo start = new("/bin/sh",
            ["-c", """ exec 2>/dev/null; "$@" </dev/null >/dev/null & child=$!; read -r over; kill "$child"; wait "$child" """,
                "sh", path!, .. arguments])
        {
            RedirectStandardInput = true,
            WorkingDirectory = folder,
        };
        RealServer server = new(folder, Process.Start(start)!, port, scheme);
        long begun = Stopwatch.GetTimestamp();
        while (!Answers(port))
        {
            if (Stopwatch.GetElapsedTime(begun) > Patience)
            {
                server.Dispose();
                Assert.Fail($"{program} did not come up on port {port}.");
            }
            Thread.Sleep(20);
        }
        return server;
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool Answers(int port)
    {
        try
        {
            using TcpClient client = new("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

using System.Net.Sockets;
using Hep.Testing;
using Hep.Tool.Commands;

namespace Hep.Tool.Tests.Serving;

/// <summary>The runtime's settings of <c>hep serve</c>, as the process itself has them (proc(5)).</summary>
[Platform("Linux")]
public sealed class ServiceRuntimeTests
{
    private const string Profiles = "DOTNET_TieredPGO";

    [Test]
    public async Task A_service_runs_with_profiles_under_the_number_and_the_arguments_it_was_started_with()
    {
        (string[] arguments, string[] environment) = await StartAsync([("HEP_OWN", "as it was")], "--models", "models of a füll name");

        Assert.That(arguments[^6..^1],
            Is.EqualTo(new[] { "serve", "--models", "models of a füll name", "--urls", "http://127.0.0.1:0" }));
        Assert.That(environment, Has.One.EqualTo($"{Profiles}=1").And.One.EqualTo("HEP_OWN=as it was"));
    }

    [Test]
    public async Task Who_sets_profiles_has_it_so()
    {
        (_, string[] environment) = await StartAsync([(Profiles, "0")], "--models", "models");

        Assert.That(environment.Where(v => v.StartsWith(Profiles, StringComparison.Ordinal)), Is.EqualTo(new[] { $"{Profiles}=0" }));
        Assert.That(environment, Has.None.StartsWith("DOTNET_TC_QuickJitForLoops"));
    }

    [TestCase("--quiet")]
    [TestCase("--threads", "2", "-q")]
    public void The_verb_stands_behind_the_options_of_all_verbs(params string[] options) =>
        Assert.That(CommandLine.VerbOf([.. options, "serve", "--models", "predict"]), Is.EqualTo("serve"));

    [Test]
    public async Task Who_watches_the_runtime_by_a_port_of_their_own_keeps_it()
    {
        string port = Path.Combine(TestData.NewFolder(), "port");

        (_, string[] environment) = await StartAsync([("DOTNET_DiagnosticPorts", $"{port},nosuspend")], "--models", "models");

        Assert.That(environment, Has.None.StartsWith(Profiles));
    }

    [Test]
    public async Task Variables_that_are_not_UTF_8_stay_as_they_were()
    {
        string folder = TestData.NewFolder(), script = Path.Combine(folder, "start");
        byte[] own = [.. "HEP_OWN="u8, 0xfc, 0xff];   // Latin 1
        await File.WriteAllBytesAsync(script, [.. own, .. "; export HEP_OWN; exec \"$@\""u8]);
        using ToolProcess service = ToolProcess.StartBehind(["sh", script], folder, [("HEP_TOKEN_FILE", Path.Combine(folder, "token"))],
            "serve", "--urls", "http://127.0.0.1:0");
        Assert.That(await service.ReadLineAsync(), Does.StartWith("hep serves on "));

        byte[] environment = await File.ReadAllBytesAsync($"/proc/{service.Id}/environ");

        Assert.That(environment.AsSpan().IndexOf((byte[])[0, .. own, 0]), Is.Not.Negative);
        Assert.That(environment.AsSpan().IndexOf("\0DOTNET_TieredPGO=1\0"u8), Is.Not.Negative);
    }

    [Test]
    public async Task Tools_of_NET_reach_the_runtime_that_serves()
    {
        string folder = TestData.NewFolder(), temporary = Directory.CreateTempSubdirectory("hep-").FullName;   // short: a socket's name is
        string another = Path.Combine(temporary, "dotnet-diagnostic-1-1-socket");
        await File.WriteAllTextAsync(another, "");
        using ToolProcess service = ToolProcess.Start(folder,
            [("HEP_TOKEN_FILE", Path.Combine(folder, "token")), ("TMPDIR", temporary)], "serve", "--urls", "http://127.0.0.1:0");
        Assert.That(await service.ReadLineAsync(), Does.StartWith("hep serves on "));

        string path = Directory.EnumerateFiles(temporary, $"dotnet-diagnostic-{service.Id}-*-socket").Single();
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        // The command ProcessInfo: magic, size, command set 4, command 0, reserved (documentation/design-docs/ipc-protocol.md).
        await socket.SendAsync((byte[])[.. "DOTNET_IPC_V1\0"u8, 20, 0, 4, 0, 0, 0]);
        byte[] answer = new byte[28];
        for (int read = 0; read < answer.Length;)
            read += await socket.ReceiveAsync(answer.AsMemory(read)).AsTask().WaitAsync(TimeSpan.FromMinutes(1));

        Assert.That(BitConverter.ToInt64(answer, 20), Is.EqualTo(service.Id), "it answers with its number");
        Assert.That(File.Exists(another));
        service.Kill();
        Directory.Delete(temporary, recursive: true);
    }

    /// <summary>Starts a service, and reads what the process says of itself as soon as it serves.</summary>
    private static async Task<(string[] Arguments, string[] Environment)> StartAsync(
        (string Name, string Value)[] variables, params string[] arguments)
    {
        string folder = TestData.NewFolder();
        using ToolProcess service = ToolProcess.Start(folder, [("HEP_TOKEN_FILE", Path.Combine(folder, "token")), .. variables],
            ["serve", .. arguments, "--urls", "http://127.0.0.1:0"]);
        Assert.That(await service.ReadLineAsync(), Does.StartWith("hep serves on "));
        string[] given = (await File.ReadAllTextAsync($"/proc/{service.Id}/cmdline")).Split('\0');
        string[] environment = (await File.ReadAllTextAsync($"/proc/{service.Id}/environ")).Split('\0');
        service.Kill();
        return (given, environment);
    }
}

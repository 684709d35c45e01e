using System.Diagnostics;
using System.Globalization;
using Hep.Root.IO.Network;
using Hep.Root.IO.Tests.XRootD.Scripted;
using Hep.Root.IO.XRootD;
using Hep.Testing;

namespace Hep.Root.IO.Tests.XRootD.Servers;

/// <summary>Servers that end while a file of theirs is read.</summary>
[Category("Server")]
public sealed class LostServerTests
{
    [Test]
    public async Task A_server_that_comes_back_is_read_from_again()
    {
        ServerProcess first = await RunningServers.StartAsync([]);
        await using XRootDClient client = new(RunningServers.Options);
        await using XRootDFile file = await client.OpenAsync($"root://127.0.0.1:{first.Port}/{ServedFiles.Large}");
        await Reading.RangesAsync(file, (0, 10));

        first.Dispose();
        Task<byte[]> reading = Reading.WholeAsync(file);
        await Task.Delay(300);
        using ServerProcess second = await RunningServers.StartAsync([], port: first.Port);

        Assert.That((await reading).AsSpan().SequenceEqual(ServedFiles.All[ServedFiles.Large]));
    }

    // A crash, after which its guard starts it again as systemd does.
    [Test]
    public async Task A_server_that_crashes_is_read_from_again()
    {
        string folder = RunningServers.NewFolder("crashing");
        using ServerProcess server = await RunningServers.StartAsync([], folder: folder);
        await using XRootDClient client = new(RunningServers.Options);
        await using XRootDFile file = await client.OpenAsync($"root://127.0.0.1:{server.Port}/{ServedFiles.Large}");
        await Reading.RangesAsync(file, (0, 10));

        int crashed = int.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "xrootd.pid")), CultureInfo.InvariantCulture);
        await Process.Start("kill", ["-SEGV", $"{crashed}"]).WaitForExitAsync();

        Assert.That((await Reading.WholeAsync(file)).AsSpan().SequenceEqual(ServedFiles.All[ServedFiles.Large]));
    }

    [Test]
    public async Task Another_replica_is_read_from_when_a_server_ends()
    {
        (string url, IReadOnlyList<ServerProcess> servers) = await RunningServers.StartClusterAsync(static (_, _) => true);
        await using XRootDClient client = new(RunningServers.Options);
        await using XRootDFile file = await client.OpenAsync($"{url}{ServedFiles.Large}"),
            other = await client.OpenAsync($"{url}{ServedFiles.Large}");
        await Reading.RangesAsync(file, (0, 10));

        // Openings alternate: one of the two files lies there.
        servers[0].Dispose();

        Assert.That((await Reading.WholeAsync(file)).AsSpan().SequenceEqual(ServedFiles.All[ServedFiles.Large]));
        Assert.That((await Reading.WholeAsync(other)).AsSpan().SequenceEqual(ServedFiles.All[ServedFiles.Large]));
    }

    // The connection that was lost here may be open at the server for hours; it asks to wait some seconds first.
    [Test]
    public async Task A_server_ends_a_session_whose_connection_was_lost()
    {
        using ServerProcess server = await RunningServers.StartAsync([]);
        Endpoint endpoint = new("127.0.0.1", server.Port, UsesTls: false, User: "");
        using Session lost = await ConnectAsync(), next = await ConnectAsync();

        next.EndOther(lost.Id);

        await Reading.UntilAsync(() => !lost.IsOpen, "the server ended the other session", seconds: 15);
        (Answer answer, _) = await next.AskAsync(PingRequest.Of(), static _ => true, CancellationToken.None);
        Assert.That((answer.Status, next.IsOpen), Is.EqualTo((ResponseStatus.Ok, true)));

        Task<Session> ConnectAsync() =>
            SessionSetup.ConnectAsync(endpoint, "", new ServerTrust(null), RunningServers.Options, CancellationToken.None);
    }
}

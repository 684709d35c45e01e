using Hep.Root.IO.Tests.XRootD.Scripted;

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
}

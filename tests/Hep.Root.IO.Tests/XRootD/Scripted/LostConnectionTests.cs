using System.Net.Sockets;
using Hep.Root.IO.XRootD;

namespace Hep.Root.IO.Tests.XRootD.Scripted;

/// <summary>Connections that end anywhere, and servers that fall silent.</summary>
public sealed class LostConnectionTests
{
    private static readonly byte[] Content = Reading.Bytes(6000);

    private static XRootDOptions Bare => Reading.Impatient with { VerifyPages = false };

    // The whole session has some hundred bytes before the ranges: at each of them the first connection ends once.
    [Test]
    public async Task A_session_that_ends_after_any_byte_goes_on_in_the_next([Values("pages", "range", "ranges")] string kind)
    {
        long length = await SessionAsync(kind, long.MaxValue);
        IEnumerable<long> cuts = Enumerable.Range(0, (int)length).Select(i => (long)i)
            .Where(i => i < 330 || i % 97 == 0 || i > length - 40);
        await Parallel.ForEachAsync(cuts, new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (cut, stop) => await SessionAsync(kind, cut).WaitAsync(TimeSpan.FromSeconds(15), stop));
    }

    [Test]
    public void A_server_that_ends_every_connection_after_some_bytes_is_an_error_in_the_end([Values(0, 20, 60, 90)] int bytes)
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Content }, DropAfter = _ => bytes };

        Assert.That(() => Reading.WholeAsync(server.Url("/a"), Bare with { Deadline = TimeSpan.FromSeconds(1.5) }),
            Throws.TypeOf<XRootDException>().With.Property(nameof(XRootDException.Url)).EqualTo(server.Url("/a")));
    }

    [Test]
    public async Task A_connection_that_ends_before_the_last_word_has_given_everything()
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Content } };
        server.Script = async (request, connection) =>
        {
            if (request.Code != RequestCode.ReadVector) return false;
            await connection.SendAsync(Frame.Part(request.Id, server.Vector(request)));
            connection.Drop();
            return true;
        };
        await using XRootDClient client = new(Reading.Impatient);
        await using XRootDFile file = await client.OpenAsync(server.Url("/a"));

        byte[][] read = await Reading.RangesAsync(file, (0, 10), (5, 4000));

        Assert.That(read[1], Is.EqualTo(Content[5..4005]));
        Assert.That(server.Asked(RequestCode.ReadVector).Count(), Is.EqualTo(1));
    }

    // Whatever comes counts: each connection brings some of it.
    [Test]
    public async Task Connections_that_live_shortly_bring_a_file_piece_by_piece([Values] bool verifies)
    {
        const int before = 200, least = 4200;
        byte[] content = Reading.Bytes(40_000);
        using ScriptedServer server = new() { Files = { ["/a"] = content }, DropAfter = _ => before + least };

        byte[] read = await Reading.WholeAsync(server.Url("/a"), Reading.Impatient with { VerifyPages = verifies });

        Assert.That(read, Is.EqualTo(content));
        Assert.That(server.Connections, Is.InRange(8, 14));
    }

    [Test]
    public async Task A_server_that_falls_silent_counts_as_lost([Values] bool inTheMiddle)
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Content } };
        server.Script = async (request, connection) =>
        {
            if (request.Code != RequestCode.ReadPages || connection.Number > 0) return false;
            if (inTheMiddle) await connection.SendAsync(server.Answer(request)[..3000]);
            return true;
        };

        Assert.That(await Reading.WholeAsync(server.Url("/a")), Is.EqualTo(Content));
        Assert.That(server.Connections, Is.EqualTo(2));
    }

    [Test]
    public void A_server_that_never_answers_is_an_error_in_time(
        [Values("Protocol", "Login", "Authenticate", "Open")] string silent)
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Content }, Security = "&P=unix" };
        server.Script = (request, _) => Task.FromResult(request.Code == Enum.Parse<RequestCode>(silent));
        XRootDOptions options = Reading.Impatient with
        {
            Deadline = TimeSpan.FromSeconds(1),
            ConnectTimeout = TimeSpan.FromMilliseconds(300),
        };
        DateTime start = DateTime.UtcNow;

        Assert.That(() => Reading.WholeAsync(server.Url("/a"), options), Throws.TypeOf<XRootDException>());
        Assert.That(DateTime.UtcNow - start, Is.LessThan(TimeSpan.FromSeconds(4)));
    }

    [Test]
    public void Where_nobody_listens_the_server_is_named()
    {
        using TcpListener taken = new(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        int port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();

        Assert.That(() => Reading.WholeAsync($"root://127.0.0.1:{port}//a", Reading.Impatient with { Deadline = TimeSpan.FromSeconds(1) }),
            Throws.TypeOf<XRootDException>().With.Message.Contains($"127.0.0.1:{port}"));
    }

    [Test]
    public async Task A_file_that_changed_meanwhile_is_refused([Values("length", "time")] string what)
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Content } };
        await using XRootDClient client = new(Reading.Impatient);
        await using XRootDFile file = await client.OpenAsync(server.Url("/a"));
        server.Script = (request, connection) =>
        {
            if (request.Code != RequestCode.ReadPages) return Task.FromResult(false);
            connection.Drop();
            return Task.FromResult(true);
        };
        if (what == "length") server.Files["/a"] = Content[1..];
        else server.Modified++;

        Assert.That(() => Reading.WholeAsync(file), Throws.TypeOf<RootException>().With.Message.Contains("has changed"));
        await Reading.UntilAsync(() => server.OpenHandles == 0, "the changed file is closed");
    }

    // Copies of a file bear the time when each was made.
    [Test]
    public async Task A_replica_may_be_older_than_the_file_that_was_lost()
    {
        using ScriptedServer first = new() { Files = { ["/a"] = Content } }, second = new() { Files = { ["/a"] = Content }, Modified = 1 };
        bool isLost = false;
        using ScriptedServer manager = new() { Flags = ServerFlags.IsManager };
        manager.Script = async (request, connection) =>
        {
            if (request.Code != RequestCode.Open) return false;
            await connection.SendAsync(Frame.Redirect(request.Id, isLost ? second.Port : first.Port, "127.0.0.1"));
            return true;
        };
        first.Script = (request, connection) =>
        {
            if (request.Code != RequestCode.ReadPages) return Task.FromResult(false);
            isLost = true;
            connection.Drop();
            return Task.FromResult(true);
        };

        Assert.That(await Reading.WholeAsync(manager.Url("/a")), Is.EqualTo(Content));
    }

    [Test]
    public void A_manager_that_goes_while_a_directory_is_listed_is_named()
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Content } }, manager = new() { Flags = ServerFlags.IsManager };
        manager.Script = async (request, connection) =>
        {
            if (request.Code == RequestCode.Stat) await connection.SendAsync(Frame.Redirect(request.Id, server.Port, "127.0.0.1"));
            if (request.Code == RequestCode.Stat || connection.Number > 0) connection.Drop();
            return request.Code == RequestCode.Stat || connection.Number > 0;
        };
        server.Script = async (_, _) =>
        {
            await Task.Delay(50);
            return false;
        };

        Assert.That(async () =>
        {
            await using XRootDClient client = new(Reading.Impatient with { Deadline = TimeSpan.FromSeconds(1) });
            await client.ListAsync(manager.Url("/"));
        }, Throws.TypeOf<XRootDException>().With.Message.Contains($"127.0.0.1:{manager.Port}"));
    }

    private static async Task<long> SessionAsync(string kind, long cut)
    {
        List<byte> record = [];
        using ScriptedServer server = new()
        {
            Files = { ["/a"] = Content },
            Record = record,
            DropAfter = connection => connection == 0 ? cut : long.MaxValue,
        };
        await using XRootDClient client = new(Reading.Impatient with { VerifyPages = kind == "pages" });
        await using XRootDFile file = await client.OpenAsync(server.Url("/a"));
        if (kind == "ranges")
        {
            byte[][] read = await Reading.RangesAsync(file, (0, 10), (5, 4000), (5999, 1));
            Assert.That(read[1], Is.EqualTo(Content[5..4005]), $"cut after {cut} bytes");
        }
        else Assert.That(await Reading.WholeAsync(file), Is.EqualTo(Content), $"cut after {cut} bytes");
        lock (record) return record.Count;
    }
}

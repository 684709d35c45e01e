using Hep.Root.IO.XRootD;

namespace Hep.Root.IO.Tests.XRootD.Scripted;

/// <summary>Sessions and handles are given back to servers: what was lost, what nobody uses, and what a file left behind.</summary>
public sealed class SessionEndTests
{
    private static readonly byte[] Content = Reading.Bytes(10_000);

    [Test]
    public async Task A_session_in_place_of_a_lost_one_ends_that_and_no_other([Values(1, 3)] int lost)
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Content } };
        server.Script = (request, connection) =>
        {
            // The first is lost while it is read from; what comes in its place has no luck before its login.
            bool isLost = connection.Number == 0 ? request.Code == RequestCode.ReadPages
                : connection.Number < lost && request.Code == RequestCode.Login;
            if (isLost) connection.Drop();
            return Task.FromResult(isLost);
        };

        await using XRootDClient client = new(Reading.Impatient);
        await using XRootDFile file = await client.OpenAsync(server.Url("/a"));
        byte[] read = await Reading.WholeAsync(file);

        Assert.That(read, Is.EqualTo(Content));
        await Reading.UntilAsync(() => server.Asked(RequestCode.EndSession).Any(), "the lost session is ended");
        ReceivedRequest end = server.Asked(RequestCode.EndSession).Single();
        Assert.That((end.Connection, end.Header[4..20]), Is.EqualTo((lost, ScriptedServer.SessionId(0))));
    }

    [Test]
    public async Task A_session_that_its_server_believes_alive_is_ended_when_the_server_is_ready()
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Content } };
        server.Script = async (request, connection) =>
        {
            if (request.Code == RequestCode.ReadPages && connection.Number == 0) connection.Drop();
            if (request.Code == RequestCode.EndSession && server.Asked(RequestCode.EndSession).Count() < 3)
            {
                await connection.SendAsync(Frame.Wait(request.Id, 0));
                return true;
            }
            return request.Code == RequestCode.ReadPages && connection.Number == 0;
        };
        await using XRootDClient client = new(Reading.Impatient);
        await using XRootDFile file = await client.OpenAsync(server.Url("/a"));

        await Reading.WholeAsync(file);

        await Reading.UntilAsync(() => server.Asked(RequestCode.EndSession).Count() == 3, "the lost session is ended");
        await client.PingAsync(server.Url("/"));
        Assert.That(server.Asked(RequestCode.EndSession).Count(), Is.EqualTo(3));
    }

    [Test]
    public async Task A_first_session_ends_none()
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Content } };

        await Reading.WholeAsync(server.Url("/a"));

        Assert.That(server.Asked(RequestCode.EndSession), Is.Empty);
    }

    [Test]
    public async Task A_session_that_nobody_uses_ends_and_another_is_made_when_it_is_needed([Values("", "?a=1?token")] string giveAlong)
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Content } }, manager = new() { Flags = ServerFlags.IsManager };
        manager.Script = async (request, connection) =>
        {
            if (request.Code != RequestCode.Stat) return false;
            await connection.SendAsync(Frame.Redirect(request.Id, server.Port, $"127.0.0.1{giveAlong}"));
            return true;
        };
        await using XRootDClient client = new(Reading.Impatient with { IdleTimeout = TimeSpan.FromMilliseconds(100) });
        await client.StatAsync(manager.Url("/a"));

        await Reading.UntilAsync(() => server.OpenConnections + manager.OpenConnections == 0, "both sessions end");
        XRootDStatus again = await client.StatAsync(manager.Url("/a"));

        Assert.That(again.Length, Is.EqualTo(Content.Length));
        Assert.That((server.Connections, manager.Connections), Is.EqualTo((2, 2)));
        Assert.That(server.Asked(RequestCode.EndSession), Is.Empty);
    }

    [Test]
    public async Task A_session_in_which_a_file_is_open_stays_until_it_is_closed()
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Content } };
        await using XRootDClient client = new(Reading.Impatient with { IdleTimeout = TimeSpan.FromMilliseconds(50) });
        XRootDFile file = await client.OpenAsync(server.Url("/a"));

        await Task.Delay(300);
        byte[] read = await Reading.WholeAsync(file);
        await file.DisposeAsync();

        Assert.That(read, Is.EqualTo(Content));
        Assert.That(server.Connections, Is.EqualTo(1));
        await Reading.UntilAsync(() => server.OpenConnections == 0, "the session ends");
    }

    [Test]
    public async Task A_server_that_a_file_moved_away_from_gets_its_handle_back()
    {
        using ScriptedServer first = new() { Files = { ["/a"] = Content } }, second = new() { Files = { ["/a"] = Content } };
        first.Script = async (request, connection) =>
        {
            if (request.Code != RequestCode.ReadPages) return false;
            await connection.SendAsync(Frame.Redirect(request.Id, second.Port, "127.0.0.1"));
            return true;
        };
        await using XRootDClient client = new(Reading.Impatient);
        await using XRootDFile file = await client.OpenAsync(first.Url("/a"));

        Assert.That(await Reading.WholeAsync(file), Is.EqualTo(Content));
        await Reading.UntilAsync(() => first.OpenHandles == 0, "the first server has its handle back");
        Assert.That(second.OpenHandles, Is.EqualTo(1));
    }

    [Test]
    public async Task A_file_that_is_closed_while_it_is_opened_anew_leaves_nothing_open()
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Content } };
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously), goOn = new();
        server.Script = async (request, connection) =>
        {
            if (connection.Number == 0 && request.Code == RequestCode.ReadPages) connection.Drop();
            if (connection.Number == 0) return request.Code == RequestCode.ReadPages;
            if (request.Code != RequestCode.Open) return false;
            asked.SetResult();
            await goOn.Task;
            return false;
        };
        await using XRootDClient client = new(Reading.Impatient with { StallTimeout = TimeSpan.FromSeconds(5) });
        XRootDFile file = await client.OpenAsync(server.Url("/a"));
        Task<byte[]> reading = Reading.WholeAsync(file);
        await asked.Task;

        await file.DisposeAsync();
        goOn.SetResult();

        Assert.That(() => reading, Throws.TypeOf<ObjectDisposedException>());
        await Reading.UntilAsync(() => server.OpenHandles == 0 && server.Asked(RequestCode.Close).Any(), "the late handle is closed");
    }
}

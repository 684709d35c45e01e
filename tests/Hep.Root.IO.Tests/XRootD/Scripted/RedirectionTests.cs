using System.Net;
using System.Net.Sockets;
using Hep.Root.IO.XRootD;

namespace Hep.Root.IO.Tests.XRootD.Scripted;

public sealed class RedirectionTests
{
    private static readonly byte[] Content = Reading.Bytes(10_000);

    [Test]
    public async Task What_a_redirection_gives_along_is_told_to_the_target_at_login_and_with_the_path()
    {
        using ScriptedServer target = DataServer(), manager = Manager(request => Frame.Redirect(
            request.Id, target.Port, "127.0.0.1?door=a?b:c=d&e=f"));

        byte[] read = await Reading.WholeAsync(manager.Url("/a?x=1"));

        Assert.That(read, Is.EqualTo(Content));
        Assert.That(target.Asked(RequestCode.Open).Single().Text, Is.EqualTo("/a?x=1&door=a"));
        Assert.That(target.Asked(RequestCode.Login).Single().Text, Is.EqualTo("b:c=d&e=f"));
    }

    [Test]
    public async Task A_redirection_may_be_a_url_with_a_path_of_its_own()
    {
        using ScriptedServer target = DataServer(), manager = Manager(request => Frame.Redirect(
            request.Id, -1, $"root://127.0.0.1:{target.Port}//a?cookie=1"));

        byte[] read = await Reading.WholeAsync(manager.Url("/alias"));

        Assert.That(read, Is.EqualTo(Content));
        Assert.That(target.Asked(RequestCode.Open).Single().Text, Is.EqualTo("/a?cookie=1"));
    }

    [Test]
    public async Task A_redirection_leads_to_an_address_of_ipv6([Values("[::1]", "::1")] string spelling)
    {
        if (!Socket.OSSupportsIPv6) Assert.Ignore("This machine has no IPv6.");
        using ScriptedServer target = DataServer(IPAddress.IPv6Loopback),
            manager = Manager(request => Frame.Redirect(request.Id, target.Port, spelling));

        Assert.That(await Reading.WholeAsync(manager.Url("/a")), Is.EqualTo(Content));
    }

    // A manager may name any number of servers, and others than its own.
    [Test]
    public async Task The_servers_of_a_directory_are_asked_some_at_a_time()
    {
        if (!OperatingSystem.IsLinux()) Assert.Ignore("One address of loopback alone is listened at here.");
        using ScriptedServer server = DataServer(IPAddress.Any), manager = Manager(request => Frame.Ok(request.Id, string.Join(' ',
            Enumerable.Range(1, 64).Select(i => $"Sr[::127.0.0.{i}]:{server.Port}"))), RequestCode.Locate);
        int now = 0, most = 0;
        server.Script = async (request, _) =>
        {
            if (request.Code != RequestCode.ListDirectory) return false;
            most = Math.Max(most, Interlocked.Increment(ref now));
            await Task.Delay(20);
            Interlocked.Decrement(ref now);
            return false;
        };
        await using XRootDClient client = new(Reading.Impatient with { StallTimeout = TimeSpan.FromSeconds(5) });

        IReadOnlyList<XRootDEntry> entries = await client.ListAsync(manager.Url("/"));

        Assert.That(entries.Select(e => e.Name), Is.EqualTo(new[] { "a" }));
        Assert.That(server.Asked(RequestCode.ListDirectory).Count(), Is.EqualTo(64));
        Assert.That(most, Is.InRange(2, 16));
    }

    [Test]
    public void Servers_that_send_in_circles_are_left_after_sixteen_times()
    {
        using ScriptedServer circle = new();
        circle.Script = Instead(RequestCode.Open, r => Frame.Redirect(r.Id, circle.Port, "127.0.0.1"));

        Assert.That(() => Reading.WholeAsync(circle.Url("/a")), Throws.TypeOf<XRootDException>().With.Message.Contains("circles"));
        Assert.That(circle.Asked(RequestCode.Open).Count(), Is.EqualTo(17));
    }

    [Test]
    public void Nothing_goes_in_clear_to_a_server_that_is_to_be_reached_under_tls()
    {
        using ScriptedServer target = DataServer(),
            manager = Manager(r => Frame.Redirect(r.Id, -1, $"roots://127.0.0.1:{target.Port}/"));

        Assert.That(() => Reading.WholeAsync(manager.Url("/a?authz=secret")),
            Throws.TypeOf<XRootDException>().With.Property(nameof(XRootDException.Error)).EqualTo(XRootDError.TlsRequired));
        Assert.That(target.Requests.Select(r => r.Code), Is.All.EqualTo(RequestCode.Protocol));
    }

    [TestCase("file:///etc/passwd")]
    [TestCase("http://me:secret@host/a?authz=secret")]
    public void A_place_that_is_no_xrootd_server_is_named_and_not_gone_to(string place)
    {
        using ScriptedServer manager = Manager(r => Frame.Redirect(r.Id, -1, place));

        Assert.That(() => Reading.WholeAsync(manager.Url("/a")),
            Throws.TypeOf<XRootDException>().With.Message.Contains("is no URL of XRootD").And.Message.Not.Contains("secret"));
    }

    [Test]
    public void A_host_that_cannot_be_one_is_refused([Values("no..such..host..", "\u0001", "%")] string start)
    {
        using ScriptedServer manager = Manager(r => Frame.Redirect(r.Id, 1094, start + new string('x', 300)));

        Assert.That(() => Reading.WholeAsync(manager.Url("/a")), Throws.TypeOf<XRootDException>());
    }

    [Test]
    public async Task A_read_that_is_sent_on_goes_on_where_the_file_is_opened_anew()
    {
        using ScriptedServer target = DataServer(), first = DataServer();
        first.Script = Instead(RequestCode.ReadPages, r => Frame.Redirect(r.Id, target.Port, "127.0.0.1?moved=1"));

        byte[] read = await Reading.WholeAsync(first.Url("/a"));

        Assert.That(read, Is.EqualTo(Content));
        Assert.That(target.Asked(RequestCode.Open).Single().Text, Is.EqualTo("/a?moved=1"));
    }

    [Test]
    public async Task A_manager_is_told_which_servers_failed_and_why()
    {
        using ScriptedServer good = DataServer(), bad = DataServer();
        int sent = 0;
        using ScriptedServer manager = Manager(r => Frame.Redirect(r.Id, sent++ == 0 ? bad.Port : good.Port, "127.0.0.1"));
        bad.Script = Instead(RequestCode.Open, r => Frame.Error(r.Id, XRootDError.InputOutput, "disk failed"));

        byte[] read = await Reading.WholeAsync(manager.Url("/a"));

        Assert.That(read, Is.EqualTo(Content));
        Assert.That(manager.Asked(RequestCode.Open).Select(r => r.Text),
            Is.EqualTo(new[] { "/a", "/a?tried=127.0.0.1&triedrc=ioerr" }));
    }

    [Test]
    public void When_no_replica_is_left_the_first_error_is_told()
    {
        using ScriptedServer bad = DataServer(), manager = Manager(r => r.Text.Contains("tried=", StringComparison.Ordinal)
            ? Frame.Error(r.Id, XRootDError.NoReplicas, "no more")
            : Frame.Redirect(r.Id, bad.Port, "127.0.0.1"));
        bad.Script = Instead(RequestCode.Open, r => Frame.Error(r.Id, XRootDError.InputOutput, "disk failed"));

        Assert.That(() => Reading.WholeAsync(manager.Url("/a")), Throws.TypeOf<XRootDException>().With.Message.Contains("disk failed"));
    }

    [Test]
    public void A_server_that_stands_for_its_manager_from_now_on_has_none_to_go_back_to()
    {
        const int collapse = 0x2000;
        using ScriptedServer bad = DataServer(), manager = Manager(r => Frame.Redirect(
            r.Id, ~collapse, $"root://127.0.0.1:{bad.Port}/"));
        bad.Script = Instead(RequestCode.Open, r => Frame.Error(r.Id, XRootDError.InputOutput, "disk failed"));

        Assert.That(() => Reading.WholeAsync(manager.Url("/a")), Throws.TypeOf<XRootDException>().With.Message.Contains("disk failed"));
        Assert.That(manager.Asked(RequestCode.Open).Count(), Is.EqualTo(1));
    }

    // After sixteen losses, hours apart, there would be none left otherwise.
    [Test]
    public async Task Servers_that_were_lost_long_ago_are_tried_again()
    {
        using ScriptedServer server = DataServer(), manager = Manager(r => Frame.Redirect(r.Id, server.Port, "127.0.0.1"));
        await using XRootDClient client = new(Reading.Impatient);
        await using XRootDFile file = await client.OpenAsync(manager.Url("/a"));
        bool isLost = false;
        server.Script = (request, connection) =>
        {
            if (request.Code != RequestCode.ReadPages || !isLost) return Task.FromResult(false);
            isLost = false;
            connection.Drop();
            return Task.FromResult(true);
        };

        for (int loss = 0; loss < 20; loss++)
        {
            isLost = true;
            Assert.That(await Reading.WholeAsync(file), Is.EqualTo(Content));
        }

        Assert.That(manager.Asked(RequestCode.Open).Last().Text, Is.EqualTo("/a?tried=127.0.0.1&triedrc=srverr"));
    }

    private static ScriptedServer DataServer(IPAddress? address = null) => new(address) { Files = { ["/a"] = Content } };

    private static ScriptedServer Manager(Func<ReceivedRequest, byte[]> answer, RequestCode code = RequestCode.Open) =>
        new() { Flags = ServerFlags.IsManager, Script = Instead(code, answer) };

    private static Func<ReceivedRequest, ScriptedConnection, Task<bool>> Instead(
        RequestCode code, Func<ReceivedRequest, byte[]> answer) => async (request, connection) =>
    {
        if (request.Code != code) return false;
        await connection.SendAsync(answer(request));
        return true;
    };
}

using Hep.Root.IO.XRootD;

namespace Hep.Root.IO.Tests.XRootD.Scripted;

/// <summary>Many paths, asked for together.</summary>
public sealed class PathSurveyTests
{
    [Test]
    public async Task Paths_that_are_all_there_take_one_request()
    {
        using ScriptedServer server = Server(300);
        server.Script = async (request, connection) =>
        {
            if (request.Code != RequestCode.StatPaths) return false;
            byte[] kinds = [.. request.Text.Split('\n').Select((_, i) => (byte)(i switch { 1 => 2, 2 => 4, 3 => 8, _ => 0 }))];
            await connection.SendAsync(Frame.Ok(request.Id, kinds));
            return true;
        };

        IReadOnlyList<XRootDPathStatus> found = await StatAsync([.. Enumerable.Range(0, 200).Select(i => server.Url($"/f{i}?x={i}"))]);

        Assert.That(found.Select(f => f.Exists), Is.All.True);
        Assert.That(found.Take(5).Select(f => (f.IsFile, f.IsDirectory, f.IsOther, f.IsOffline)), Is.EqualTo(new[]
        {
            (true, false, false, false), (false, true, false, false), (false, false, true, false), (false, false, false, true),
            (true, false, false, false),
        }));
        Assert.That(server.Asked(RequestCode.StatPaths).Single().Text, Does.StartWith("/f0?x=0\n/f1?x=1\n"));
        Assert.That(server.Asked(RequestCode.Stat), Is.Empty);
    }

    [Test]
    public async Task Paths_that_are_missing_are_told_from_those_that_are_not([Values(0, 3, 511, 599)] int missing)
    {
        using ScriptedServer server = Server(600);
        server.Files.TryRemove($"/f{missing}", out _);

        IReadOnlyList<XRootDPathStatus> found = await StatAsync([.. Enumerable.Range(0, 600).Select(i => server.Url($"/f{i}"))]);

        Assert.That(Enumerable.Range(0, 600).Where(i => !found[i].Exists), Is.EqualTo(new[] { missing }));
        Assert.That(found.Select(f => f.Url), Is.EqualTo(Enumerable.Range(0, 600).Select(i => server.Url($"/f{i}"))));
        Assert.That(server.Asked(RequestCode.StatPaths).Count() + server.Asked(RequestCode.Stat).Count(), Is.LessThan(25));
    }

    [Test]
    public async Task A_server_that_knows_no_such_request_is_asked_for_each_path()
    {
        using ScriptedServer server = Server(5);
        server.Script = async (request, connection) =>
        {
            if (request.Code != RequestCode.StatPaths) return false;
            await connection.SendAsync(Frame.Error(request.Id, XRootDError.Unsupported, "statx is not known"));
            return true;
        };

        IReadOnlyList<XRootDPathStatus> found = await StatAsync([.. Enumerable.Range(0, 6).Select(i => server.Url($"/f{i}"))]);

        Assert.That(found.Select(f => f.Exists), Is.EqualTo(new[] { true, true, true, true, true, false }));
        Assert.That(server.Asked(RequestCode.Stat).Count(), Is.EqualTo(6));
    }

    [Test]
    public async Task Paths_of_several_servers_are_asked_for_where_a_manager_sends()
    {
        using ScriptedServer one = Server(2), other = Server(4), manager = new() { Flags = ServerFlags.IsManager };
        one.Files.Clear();
        one.Files["/f0"] = [];
        manager.Script = async (request, connection) =>
        {
            if (request.Code is not (RequestCode.Stat or RequestCode.StatPaths)) return false;
            int port = request.Path.Split('\n')[0] == "/f0" ? one.Port : other.Port;
            await connection.SendAsync(Frame.Redirect(request.Id, port, "127.0.0.1?cookie=1"));
            return true;
        };

        IReadOnlyList<XRootDPathStatus> found = await StatAsync(
            [manager.Url("/f0"), manager.Url("/f1"), manager.Url("/f2"), manager.Url("/f3"), one.Url("/f0")]);

        Assert.That(found.Select(f => f.Exists), Is.All.True);
        Assert.That(other.Asked(RequestCode.StatPaths).Single().Text, Is.EqualTo("/f2?cookie=1\n/f3?cookie=1"));
    }

    [Test]
    public void What_is_refused_for_another_reason_is_an_error()
    {
        using ScriptedServer server = Server(2);
        server.Script = async (request, connection) =>
        {
            if (request.Code is not (RequestCode.Stat or RequestCode.StatPaths) || !request.Text.Contains("f1", StringComparison.Ordinal))
                return false;
            await connection.SendAsync(Frame.Error(request.Id, XRootDError.NotAuthorized, "no right"));
            return true;
        };

        Assert.That(() => StatAsync([server.Url("/f0"), server.Url("/f1")]), Throws.TypeOf<XRootDException>()
            .With.Property(nameof(XRootDException.Error)).EqualTo(XRootDError.NotAuthorized).And.Message.Contains("/f1"));
    }

    [Test]
    public async Task Few_and_wrong_paths_ask_nobody()
    {
        Assert.That(await StatAsync([]), Is.Empty);
        Assert.That(() => StatAsync(["root://host//a", "root://me:topsecret@host//b\nc"]),
            Throws.ArgumentException.With.Message.Contains("line break").And.Message.Not.Contains("topsecret"));
        Assert.That(() => StatPathsRequest.Parse(3, [0, 0]), Throws.TypeOf<XRootDException>().With.Message.Contains("3"));
    }

    private static ScriptedServer Server(int files)
    {
        ScriptedServer server = new();
        for (int i = 0; i < files; i++) server.Files[$"/f{i}"] = [];
        return server;
    }

    private static async Task<IReadOnlyList<XRootDPathStatus>> StatAsync(IReadOnlyList<string> urls)
    {
        await using XRootDClient client = new(Reading.Impatient);
        return await client.StatAsync(urls);
    }
}

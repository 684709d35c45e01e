using Hep.Root.IO.Tests.Http.Servers;

namespace Hep.Root.IO.Tests.Http;

/// <summary>Where servers send on to, and what goes along.</summary>
public sealed class RedirectionTests
{
    private readonly ServedFile _file = ServedFile.OfLength(10_000);

    private static HttpFileOptions WithToken => HttpReading.Hasty with { Token = () => "abc.def-ghi" };

    [TestCase(301)]
    [TestCase(302)]
    [TestCase(303)]
    [TestCase(307)]
    [TestCase(308)]
    public async Task The_last_stop_is_remembered(int status)
    {
        await using ScriptedServer store = new(_file.Answer);
        await using ScriptedServer door = new(_ => HttpReply.SentTo(store.Url, status));

        byte[] bytes = await HttpReading.ReadAsync(door.Url, 5, 10);

        Assert.That(bytes, Is.EqualTo(_file.Bytes[5..15]));
        Assert.That(door.Calls.Select(c => c.Method), Is.EqualTo(new[] { "HEAD" }));
        Assert.That(store.Calls.Select(c => c.Method), Is.EqualTo(new[] { "HEAD", "GET" }));
    }

    [Test]
    public async Task A_token_goes_to_the_origin_alone()
    {
        await using ScriptedServer store = new(_file.Answer);
        await using ScriptedServer door = new(_ => HttpReply.SentTo(store.Url));

        await HttpReading.ReadAsync(door.Url, 5, 10, WithToken);

        Assert.That(door.Calls.Select(c => c.Header("Authorization")), Is.All.EqualTo("Bearer abc.def-ghi"));
        Assert.That(store.Calls.Select(c => c.Header("Authorization")), Is.All.Null);
    }

    [Test]
    public async Task A_token_is_asked_for_at_each_request()
    {
        int asked = 0;
        await using ScriptedServer server = new(_file.Answer);

        await HttpReading.ReadAsync(server.Url, 5, 10, HttpReading.Hasty with { Token = () => $"t{++asked}" });

        Assert.That(server.Calls.Select(c => c.Header("Authorization")), Is.EqualTo(new[] { "Bearer t1", "Bearer t2" }));
    }

    [Test]
    public async Task A_user_and_password_of_the_url_are_shown_to_its_server()
    {
        await using ScriptedServer server = new(_file.Answer);

        await HttpReading.ReadAsync(server.Url.Replace("//", "//me:p%40ss@", StringComparison.Ordinal), 5, 10);

        Assert.That(server.Calls[0].Header("Authorization"), Is.EqualTo($"Basic {Convert.ToBase64String("me:p@ss"u8)}"));
    }

    // A signed target has expired, or a server is gone: the origin knows a better one.
    [TestCase(401)]
    [TestCase(403)]
    [TestCase(404)]
    [TestCase(410)]
    [TestCase(503)]
    public async Task A_stop_that_refuses_is_looked_for_anew(int status)
    {
        await using ScriptedServer first = new(call => call.HasRange ? HttpReply.Empty(status) : _file.Answer(call));
        await using ScriptedServer second = new(_file.Answer);
        int asked = 0;
        await using ScriptedServer door = new(_ => HttpReply.SentTo(++asked == 1 ? first.Url : second.Url));

        Assert.That(await HttpReading.ReadAsync(door.Url, 5, 10), Is.EqualTo(_file.Bytes[5..15]));
        Assert.That(door.Calls, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_stop_that_is_gone_is_looked_for_anew()
    {
        ScriptedServer first = new(_file.Answer);
        await using ScriptedServer second = new(_file.Answer);
        int asked = 0;
        await using ScriptedServer door = new(_ => HttpReply.SentTo(++asked == 1 ? first.Url : second.Url));
        await using HttpFileClient client = new(HttpReading.Hasty);
        await using HttpFile file = await client.OpenAsync(door.Url);

        await first.DisposeAsync();

        Assert.That(await file.ReadAsync(5, 10), Is.EqualTo(_file.Bytes[5..15]));
    }

    [Test]
    public async Task Servers_that_send_in_circles_are_left()
    {
        await using ScriptedServer server = new(call => HttpReply.SentTo(call.Target));

        Assert.That(HttpReading.Refusal(() => HttpReading.ReadAsync(server.Url, 0, 1)).Message, Does.Contain("16 times"));
        Assert.That(server.Calls, Has.Count.EqualTo(17));
    }

    [TestCase("ftp://host/f.root")]
    [TestCase("file:///etc/passwd")]
    [TestCase("http://")]
    public async Task Nobody_is_sent_where_no_server_of_http_is(string location)
    {
        await using ScriptedServer server = new(_ => HttpReply.SentTo(location));

        Assert.That(HttpReading.Refusal(() => HttpReading.ReadAsync(server.Url, 0, 1)).Message, Does.Contain("is no URL of a file"));
    }

    [Test]
    public async Task What_a_server_adds_to_the_query_goes_along()
    {
        await using ScriptedServer store = new(_file.Answer);
        await using ScriptedServer door = new(_ => HttpReply.SentTo($"{store.Url}?authz=Bearer%20x&a=b c"));

        await HttpReading.ReadAsync(door.Url, 0, 1);

        Assert.That(store.Calls[0].Target, Is.EqualTo("/f.root?authz=Bearer%20x&a=b%20c"));
    }
}

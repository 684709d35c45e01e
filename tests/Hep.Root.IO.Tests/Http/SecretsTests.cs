using Hep.Root.IO.Tests.Http.Servers;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Http;

/// <summary>Tokens, signatures and passwords are seen by servers, and by nobody else.</summary>
public sealed class SecretsTests
{
    private const string Secret = "s3cr3t";

    private readonly ServedFile _file = ServedFile.OfLength(10_000);

    [TestCase(200)]
    [TestCase(302)]
    [TestCase(401)]
    [TestCase(403)]
    [TestCase(404)]
    [TestCase(503)]
    public async Task No_message_and_no_log_tells_a_secret(int status)
    {
        await using ScriptedServer store = new(call => status switch
        {
            200 => _file.Whole(),
            302 => HttpReply.SentTo($"ftp://x:{Secret}@host/f?sig={Secret}"),
            _ => HttpReply.Empty(status),
        });
        await using ScriptedServer door = new(call => HttpReply.SentTo($"{store.Url}?X-Amz-Signature={Secret}"));
        RecordedLog log = new();
        HttpFileOptions options = HttpReading.Hasty with { Token = () => Secret, Logger = log, Retries = 1, WholeFileBytes = 0 };
        await using HttpFileClient client = new(options);
        string url = $"{door.Url.Replace("//", $"//me:{Secret}@", StringComparison.Ordinal)}?authz={Secret}#{Secret}";

        Exception failure = Assert.CatchAsync(() => RootFile.OpenAsync(url, new RootOpenOptions { Http = client, Logger = log }))!;

        Assert.That(failure, Is.TypeOf<RootException>());
        Assert.That(failure.ToString(), Does.Not.Contain(Secret));
        Assert.That(((RootException)failure).File, Does.Not.Contain(Secret));
        Assert.That(log.Entries.Select(e => e.Text), Is.All.Not.Contains(Secret));
        Assert.That(options.ToString(), Does.Not.Contain(Secret));
        Assert.That(RootLocation.Parse(url).ToString(), Does.Not.Contain(Secret));
        Assert.That(store.Calls, Is.Not.Empty);
    }

    [Test]
    public async Task A_file_is_called_by_its_url_without_secrets()
    {
        await using ScriptedServer server = new(_file.Answer);
        await using HttpFileClient client = new(HttpReading.Hasty);

        await using HttpFile file = await client.OpenAsync($"{server.Url}?X-Amz-Signature={Secret}");

        Assert.That(file.Location, Is.EqualTo(server.Url));
        Assert.That(server.Calls[0].Target, Is.EqualTo($"/f.root?X-Amz-Signature={Secret}"));
    }

    [Test]
    public async Task A_signed_link_that_is_refused_has_expired()
    {
        await using ScriptedServer server = new(_ => HttpReply.Empty(403));

        HttpFileException refusal = HttpReading.Refusal(() => HttpReading.ReadAsync($"{server.Url}?X-Amz-Signature={Secret}", 0, 1));

        Assert.That(refusal.Message, Does.Contain("probably expired"));
    }

    [Test]
    public async Task A_token_that_no_header_may_hold_is_refused()
    {
        await using ScriptedServer server = new(_file.Answer);

        HttpFileException refusal = HttpReading.Refusal(() =>
            HttpReading.ReadAsync(server.Url, 0, 1, HttpReading.Hasty with { Token = () => $"{Secret}\r\nX: y" }));

        Assert.That(refusal.ToString(), Does.Not.Contain(Secret));
        Assert.That(server.Calls, Is.Empty);
    }
}

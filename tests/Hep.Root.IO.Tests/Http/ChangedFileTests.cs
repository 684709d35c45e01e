using Hep.Root.IO.Tests.Http.Servers;

namespace Hep.Root.IO.Tests.Http;

/// <summary>A file that becomes another one while it is open.</summary>
public sealed class ChangedFileTests
{
    private static readonly ServedFile File = ServedFile.OfLength(10_000);

    private static readonly TestCaseData<ServedFile, ServedFile>[] Changes =
    [
        new(File with { ETag = "\"1\"" }, File with { ETag = "\"2\"" }) { TestName = "another ETag" },
        new(File with { ETag = "W/\"1\"" }, File with { ETag = "W/\"2\"" }) { TestName = "another weak ETag" },
        new(File with { Modified = "Mon, 01 Jun 2026 10:00:00 GMT" }, File with { Modified = "Mon, 01 Jun 2026 10:00:01 GMT" })
            { TestName = "another time" },
        new(File, ServedFile.OfLength(10_001)) { TestName = "another length" },
    ];

    [TestCaseSource(nameof(Changes))]
    public async Task It_is_an_error_that_says_so(ServedFile before, ServedFile after)
    {
        ServedFile now = before;
        await using ScriptedServer server = new(call => now.Answer(call));
        await using HttpFileClient client = new(HttpReading.Hasty);
        await using HttpFile file = await client.OpenAsync(server.Url);
        await file.ReadAsync(0, 10);

        now = after;

        Assert.That(HttpReading.Refusal(() => file.ReadAsync(10, 10)).Message, Does.Contain("was changed while it was read"));
    }

    [Test]
    public async Task A_server_that_heeds_If_Range_sends_the_new_file_which_is_an_error_too()
    {
        ServedFile now = File with { ETag = "\"1\"" };
        await using ScriptedServer server = new(call =>
            call.Header("If-Range") is { } tag && tag != now.ETag ? now.Whole() : now.Answer(call));
        await using HttpFileClient client = new(HttpReading.Hasty);
        await using HttpFile file = await client.OpenAsync(server.Url);

        now = now with { ETag = "\"2\"" };

        Assert.That(HttpReading.Refusal(() => file.ReadAsync(10, 10)).Message, Does.Contain("was changed while it was read"));
    }

    [TestCase("\"1\"", "\"1\"")]
    [TestCase("W/\"1\"", null)]
    [TestCase(null, null)]
    public async Task If_Range_holds_strong_tags_alone(string? tag, string? sent)
    {
        ServedFile marked = File with { ETag = tag };
        await using ScriptedServer server = new(marked.Answer);
        await using HttpFileClient client = new(HttpReading.Hasty);
        await using HttpFile file = await client.OpenAsync(server.Url);

        await file.ReadAsync(10, 10);

        Assert.That(server.Calls[^1].Header("If-Range"), Is.EqualTo(sent));
        Assert.That(file.ETag, Is.EqualTo(tag));
    }

    // Each marks the file in its own way: only the length can be compared.
    [Test]
    public async Task Replicas_may_have_other_tags()
    {
        ServedFile one = File with { ETag = "\"1\"" }, two = File with { ETag = "\"2\"" };
        await using ScriptedServer first = new(call => call.HasRange ? HttpReply.Empty(503) : one.Answer(call));
        await using ScriptedServer second = new(two.Answer);
        int asked = 0;
        await using ScriptedServer door = new(_ => HttpReply.SentTo(++asked == 1 ? first.Url : second.Url));

        Assert.That(await HttpReading.ReadAsync(door.Url, 5, 10), Is.EqualTo(File.Bytes[5..15]));
    }
}

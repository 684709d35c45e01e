using Hep.Root.IO.Tests.Http.Servers;

namespace Hep.Root.IO.Tests.Http;

/// <summary>Answers to a request for one range, right and wrong.</summary>
public sealed class PartsTests
{
    private readonly ServedFile _file = ServedFile.OfLength(100_000);

    [Test]
    public async Task Ranges_are_closed_and_the_answer_is_not_to_be_encoded()
    {
        await using ScriptedServer server = new(_file.Answer);

        byte[] bytes = await HttpReading.ReadAsync(server.Url, 1000, 500);

        Assert.That(bytes, Is.EqualTo(_file.Bytes[1000..1500]));
        Assert.That(server.Ranges, Is.EqualTo(new[] { "bytes=1000-1499" }));
        Assert.That(server.Calls.Select(c => c.Method), Is.EqualTo(new[] { "HEAD", "GET" }));
        Assert.That(server.Calls.Select(c => c.Header("Accept-Encoding")), Is.All.EqualTo("identity"));
    }

    [Test]
    public async Task A_long_range_goes_in_pieces_over_several_connections()
    {
        ServedFile large = ServedFile.OfLength(20 << 20);
        await using ScriptedServer server = new(large.Answer);

        byte[] bytes = await HttpReading.ReadAsync(server.Url, 1, (20 << 20) - 1);

        Assert.That(bytes.AsSpan().SequenceEqual(large.Bytes.AsSpan(1)));
        Assert.That(server.Ranges, Has.Count.EqualTo(5));
        Assert.That(server.Connections, Is.InRange(2, 8));
    }

    [Test]
    public async Task A_server_without_ranges_is_asked_for_the_whole_file_once()
    {
        await using ScriptedServer server = new(_ => _file.Whole());
        await using HttpFileClient client = new(HttpReading.Hasty);
        await using HttpFile file = await client.OpenAsync(server.Url);

        byte[] first = await file.ReadAsync(10, 20), second = await file.ReadAsync(90_000, 10_000);

        Assert.That(first, Is.EqualTo(_file.Bytes[10..30]));
        Assert.That(second, Is.EqualTo(_file.Bytes[90_000..]));
        Assert.That(server.Calls.Select(c => (c.Method, c.HasRange)), Is.EqualTo(new[] { ("HEAD", false), ("GET", true), ("GET", false) }));
    }

    [Test]
    public async Task A_file_that_is_too_long_to_be_fetched_whole_is_refused()
    {
        await using ScriptedServer server = new(_ => _file.Whole());

        HttpFileException refusal = HttpReading.Refusal(() =>
            HttpReading.ReadAsync(server.Url, 0, 10, HttpReading.Hasty with { WholeFileBytes = 99_999 }));

        Assert.That(refusal.Message, Does.Contain("100000 bytes").And.Contain("99999").And.Contain("WholeFileBytes"));
    }

    [Test]
    public async Task A_whole_file_from_a_server_that_sent_parts_before_is_asked_for_again()
    {
        int asked = 0;
        await using ScriptedServer server = new(call => call.HasRange && ++asked == 2 ? _file.Whole() : _file.Answer(call));
        await using HttpFileClient client = new(HttpReading.Hasty with { WholeFileBytes = 0 });
        await using HttpFile file = await client.OpenAsync(server.Url);

        byte[] first = await file.ReadAsync(0, 10), second = await file.ReadAsync(50, 10);

        Assert.That(first, Is.EqualTo(_file.Bytes[..10]));
        Assert.That(second, Is.EqualTo(_file.Bytes[50..60]));
    }

    [TestCase("bytes 1001-1500/100000")]
    [TestCase("bytes 1000-1500/100000", Description = "more than was asked for")]
    [TestCase("bytes 0-499/100000")]
    [TestCase("bytes 1000--1/100000", Description = "XrdHttp")]
    [TestCase("1000-1499")]
    [TestCase("bytes 1000-1499/2000")]
    public async Task A_part_that_is_another_one_is_refused(string range)
    {
        await using ScriptedServer server = new(call => call.HasRange
            ? new HttpReply(206, _file.Bytes[1000..1501], ("Content-Range", range))
            : _file.Answer(call));

        HttpFileException refusal = HttpReading.Refusal(() => HttpReading.ReadAsync(server.Url, 1000, 500));

        Assert.That(refusal.Message, Does.Contain(range.EndsWith("2000", StringComparison.Ordinal) ? "changed" : $"'{range}'"));
        Assert.That(server.Ranges, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_part_that_ends_early_and_says_so_is_gone_on_with()
    {
        await using ScriptedServer server = new(call => call.HasRange
            ? _file.Part(call.Ranges[0].First, Math.Min(call.Ranges[0].Last, call.Ranges[0].First + 199))
            : _file.Answer(call));

        byte[] bytes = await HttpReading.ReadAsync(server.Url, 1000, 500);

        Assert.That(bytes, Is.EqualTo(_file.Bytes[1000..1500]));
        Assert.That(server.Ranges, Is.EqualTo(new[] { "bytes=1000-1499", "bytes=1200-1499", "bytes=1400-1499" }));
    }

    [Test]
    public async Task A_body_that_breaks_off_is_gone_on_with_from_the_missing_byte()
    {
        int asked = 0;
        await using ScriptedServer server = new(call =>
            _file.Answer(call) with { BreaksAfter = call.HasRange && ++asked < 6 ? 50 : null });

        byte[] bytes = await HttpReading.ReadAsync(server.Url, 1000, 500, HttpReading.Hasty with { Retries = 1 });

        Assert.That(bytes, Is.EqualTo(_file.Bytes[1000..1500]));
        Assert.That(server.Ranges, Is.EqualTo(new[]
        {
            "bytes=1000-1499", "bytes=1050-1499", "bytes=1100-1499", "bytes=1150-1499", "bytes=1200-1499", "bytes=1250-1499",
        }));
    }

    [Test]
    public async Task An_encoded_file_is_refused()
    {
        await using ScriptedServer server = new(_ => _file.Whole() with { Headers = [("Content-Encoding", "gzip")] });

        Assert.That(HttpReading.Refusal(() => HttpReading.ReadAsync(server.Url, 0, 10)).Message, Does.Contain("gzip"));
    }

    // Where one has to log in, or a list of a directory.
    [TestCase(true)]
    [TestCase(false)]
    public async Task A_page_is_no_file(bool hasLength)
    {
        await using ScriptedServer server = new(_ => new HttpReply(200, new byte[500], ("Content-Type", "text/html; charset=utf-8"))
        {
            TellsNoLength = !hasLength,
        });

        Assert.That(HttpReading.Refusal(() => HttpReading.ReadAsync(server.Url, 0, 10)).Message,
            Does.Contain("a page").And.Contain("not a file"));
    }

    [TestCase(403)]
    [TestCase(405)]
    [TestCase(501)]
    public async Task Where_HEAD_is_refused_one_byte_tells_the_length(int status)
    {
        await using ScriptedServer server = new(call => call.Method == "HEAD" ? HttpReply.Empty(status) : _file.Answer(call));
        await using HttpFileClient client = new(HttpReading.Hasty);

        await using HttpFile file = await client.OpenAsync(server.Url);

        Assert.That(file.Length, Is.EqualTo(100_000));
        Assert.That(server.Ranges, Is.EqualTo(new[] { "bytes=0-0" }));
    }

    [Test]
    public async Task A_file_of_unknown_length_is_fetched_whole()
    {
        await using ScriptedServer server = new(_ => _file.Whole() with { TellsNoLength = true });

        Assert.That(await HttpReading.ReadAsync(server.Url, 99_990, 10), Is.EqualTo(_file.Bytes[99_990..]));
    }

    [Test]
    public async Task A_file_of_unknown_length_is_fetched_up_to_the_bound()
    {
        await using ScriptedServer server = new(_ => _file.Whole() with { TellsNoLength = true });

        HttpFileException refusal = HttpReading.Refusal(() =>
            HttpReading.ReadAsync(server.Url, 0, 10, HttpReading.Hasty with { WholeFileBytes = 50_000 }));

        Assert.That(refusal.Message, Does.Contain("50000 bytes and more"));
    }

    [Test]
    public async Task An_empty_file_has_no_bytes()
    {
        await using ScriptedServer server = new(call => call.Method == "HEAD"
            ? HttpReply.Empty(405)
            : HttpReply.Empty(416, ("Content-Range", "bytes */0")));
        await using HttpFileClient client = new(HttpReading.Hasty);

        await using HttpFile file = await client.OpenAsync(server.Url);
        await file.ReadAsync([new ByteRead(0, Memory<byte>.Empty)]);

        Assert.That(file.Length, Is.Zero);
        Assert.That(async () => await file.ReadAsync(0, 1), Throws.TypeOf<RootException>());
    }

    [Test]
    public async Task A_range_outside_the_file_is_never_asked_for()
    {
        await using ScriptedServer server = new(_file.Answer);

        Assert.That(async () => await HttpReading.ReadAsync(server.Url, 99_999, 2), Throws.TypeOf<RootException>());
        Assert.That(server.Ranges, Is.Empty);
    }
}

using Hep.Root.IO.XRootD;

namespace Hep.Root.IO.Tests.XRootD.Scripted;

/// <summary>Servers that put off, promise, and talk unasked.</summary>
public sealed class WaitingTests
{
    private const int Message = 5002, Unknown = 5077;
    private static readonly byte[] Content = Reading.Bytes(9000);

    [TestCase(0)]
    [TestCase(1)]
    public async Task A_request_that_is_put_off_is_sent_again_after_that_time(int seconds)
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Content } };
        HashSet<RequestCode> seen = [];
        server.Script = async (request, connection) =>
        {
            if (request.Code is not (RequestCode.Open or RequestCode.ReadPages) || !seen.Add(request.Code)) return false;
            await connection.SendAsync(Frame.Wait(request.Id, seconds));
            return true;
        };
        DateTime start = DateTime.UtcNow;

        byte[] read = await Reading.WholeAsync(server.Url("/a"));

        Assert.That(read, Is.EqualTo(Content));
        Assert.That(DateTime.UtcNow - start, Is.GreaterThan(TimeSpan.FromSeconds(2 * seconds - 0.1)));
        Assert.That(server.Connections, Is.EqualTo(1));
    }

    [Test]
    public async Task A_promised_answer_may_come_later_than_silence_is_borne([Values("ok", "parts", "wait")] string kind)
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Content } };
        server.Script = async (request, connection) =>
        {
            if (request.Code != RequestCode.Stat || server.Asked(RequestCode.Stat).Count() > 1) return false;
            await connection.SendAsync(Frame.WaitForResponse(request.Id, 5));
            await Task.Delay(2 * Reading.Impatient.StallTimeout);
            byte[] answer = server.Answer(request), text = answer[ResponseHeader.Bytes..];
            await connection.SendAsync(kind switch
            {
                "ok" => [Frame.Late(answer)],
                "parts" => [Frame.Late(Frame.Part(request.Id, text.AsSpan(0, 5))), Frame.Late(Frame.Ok(request.Id, text.AsSpan(5)))],
                _ => [Frame.Late(Frame.Wait(request.Id, 0))],
            });
            return true;
        };
        await using XRootDClient client = new(Reading.Impatient);

        XRootDStatus status = await client.StatAsync(server.Url("/a"));

        Assert.That(status.Length, Is.EqualTo(Content.Length));
        Assert.That(server.Connections, Is.EqualTo(1));
    }

    [Test]
    public async Task A_promised_answer_may_be_a_refusal_or_lead_elsewhere()
    {
        using ScriptedServer target = new() { Files = { ["/a"] = Content } }, server = new();
        server.Script = async (request, connection) =>
        {
            if (request.Code != RequestCode.Open) return false;
            await connection.SendAsync(Frame.WaitForResponse(request.Id, 5), Frame.Late(request.Path == "/a"
                ? Frame.Redirect(request.Id, target.Port, "127.0.0.1")
                : Frame.Error(request.Id, XRootDError.NotFound, "not on tape either")));
            return true;
        };

        byte[] read = await Reading.WholeAsync(server.Url("/a"));

        Assert.That(read, Is.EqualTo(Content));
        Assert.That(() => Reading.WholeAsync(server.Url("/b")),
            Throws.TypeOf<XRootDException>().With.Message.Contains("not on tape either"));
    }

    // A promise is for one request: the others are owed an answer as before.
    [Test]
    public async Task Silence_is_not_borne_for_the_promise_of_another_request()
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Content } };
        server.Script = async (request, connection) =>
        {
            if (request.Code == RequestCode.Query && request.Header[5] == 3)
            {
                await connection.SendAsync(Frame.WaitForResponse(request.Id, 600));
                return true;
            }
            return request.Code == RequestCode.Stat && connection.Number == 0;
        };
        await using XRootDClient client = new(Reading.Impatient);
        await client.PingAsync(server.Url("/"));
        using CancellationTokenSource stop = new();
        Task checksum = client.ChecksumAsync(server.Url("/a"), null, stop.Token);

        XRootDStatus status = await client.StatAsync(server.Url("/a")).WaitAsync(TimeSpan.FromSeconds(5));

        Assert.That(status.Length, Is.EqualTo(Content.Length));
        await stop.CancelAsync();
        Assert.That(() => checksum, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Messages_that_nobody_asked_for_are_passed_over_even_while_a_session_is_made()
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Content } };
        server.Script = async (request, connection) =>
        {
            await connection.SendAsync(Frame.Attention(Message, "shutting down in a week\0"u8), server.Answer(request),
                Frame.Attention(Unknown, [1, 2, 3]), Frame.Of(0, (ushort)ResponseStatus.Attention, []));
            return true;
        };

        Assert.That(await Reading.WholeAsync(server.Url("/a")), Is.EqualTo(Content));
        Assert.That(server.Connections, Is.EqualTo(1));
    }

    // Its limits are those of others.
    [Test]
    public async Task A_server_that_puts_off_what_it_is_set_to_is_read_from()
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Reading.Bytes(10_000) } };
        server.Script = async (request, connection) =>
        {
            if (request.Code != RequestCode.Query) return false;
            await connection.SendAsync(Frame.WaitForResponse(request.Id, 3600));
            return true;
        };
        await using XRootDClient client = new(Reading.Impatient with { Deadline = TimeSpan.FromMinutes(1) });
        await using XRootDFile file = await client.OpenAsync(server.Url("/a"));

        byte[][] read = await Reading.RangesAsync(file, (0, 10), (5000, 10)).WaitAsync(TimeSpan.FromSeconds(15));

        Assert.That(read[1], Is.EqualTo(server.Files["/a"][5000..5010]));
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Hep.Root.IO.Tests.Http.Servers;

namespace Hep.Root.IO.Tests.Http;

/// <summary>What is tried again, when, and when no more.</summary>
public sealed class RepetitionTests
{
    private readonly ServedFile _file = ServedFile.OfLength(10_000);

    [TestCase(408)]
    [TestCase(429)]
    [TestCase(500)]
    [TestCase(502)]
    [TestCase(503)]
    [TestCase(504)]
    public async Task A_busy_server_is_asked_again(int status)
    {
        int asked = 0;
        await using ScriptedServer server = new(call => ++asked % 2 == 1 ? HttpReply.Empty(status) : _file.Answer(call));

        Assert.That(await HttpReading.ReadAsync(server.Url, 7, 10), Is.EqualTo(_file.Bytes[7..17]));
        Assert.That(server.Calls, Has.Count.EqualTo(4));
    }

    [TestCase(400)]
    [TestCase(401)]
    [TestCase(403)]
    [TestCase(404)]
    [TestCase(410)]
    [TestCase(416)]
    public async Task A_refusal_is_final(int status)
    {
        await using ScriptedServer server = new(call => call.HasRange ? HttpReply.Empty(status) : _file.Answer(call));

        HttpFileException refusal = HttpReading.Refusal(() => HttpReading.ReadAsync(server.Url, 0, 10));

        Assert.That((int?)refusal.Status, Is.EqualTo(status));
        Assert.That((refusal.Server, refusal.Url), Is.EqualTo((server.Server, server.Url)));
        Assert.That(server.Ranges, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_server_that_stays_busy_is_left_after_some_tries()
    {
        await using ScriptedServer server = new(_ => HttpReply.Empty(503));

        Assert.That(HttpReading.Refusal(() => HttpReading.ReadAsync(server.Url, 0, 10)).Message,
            Does.Contain("503").And.Contain("3 times"));
        Assert.That(server.Calls, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task A_server_is_left_alone_as_long_as_it_wants()
    {
        int asked = 0;
        await using ScriptedServer server = new(call => ++asked == 1 ? HttpReply.Empty(503, ("Retry-After", "1")) : _file.Answer(call));
        long begun = Stopwatch.GetTimestamp();

        await HttpReading.ReadAsync(server.Url, 0, 10);

        Assert.That(Stopwatch.GetElapsedTime(begun), Is.InRange(TimeSpan.FromSeconds(0.95), TimeSpan.FromSeconds(8)));
    }

    [TestCase("100000")]
    [TestCase("Fri, 31 Dec 9999 23:59:59 GMT")]
    [TestCase("soon")]
    [TestCase("-5")]
    [TestCase("99999999999999999999")]
    public async Task But_not_longer_than_the_options_allow(string wish)
    {
        int asked = 0;
        await using ScriptedServer server = new(call => ++asked == 1 ? HttpReply.Empty(503, ("Retry-After", wish)) : _file.Answer(call));
        long begun = Stopwatch.GetTimestamp();

        await HttpReading.ReadAsync(server.Url, 0, 10, HttpReading.Hasty with { LongestRetryAfter = TimeSpan.FromMilliseconds(50) });

        Assert.That(Stopwatch.GetElapsedTime(begun), Is.LessThan(TimeSpan.FromSeconds(8)));
    }

    [Test]
    public async Task A_server_that_stalls_is_left_and_asked_for_the_rest()
    {
        int asked = 0;
        await using ScriptedServer server = new(call =>
            call.HasRange && ++asked == 1 ? _file.Answer(call) with { BreaksAfter = 40, Stalls = true } : _file.Answer(call));
        long begun = Stopwatch.GetTimestamp();

        byte[] bytes = await HttpReading.ReadAsync(
            server.Url, 0, 100, HttpReading.Hasty with { StallTimeout = TimeSpan.FromMilliseconds(300) });

        Assert.That(bytes, Is.EqualTo(_file.Bytes[..100]));
        Assert.That(server.Ranges, Is.EqualTo(new[] { "bytes=0-99", "bytes=40-99" }));
        Assert.That(Stopwatch.GetElapsedTime(begun), Is.LessThan(TimeSpan.FromSeconds(8)));
    }

    [Test]
    public async Task A_call_ends_at_its_deadline()
    {
        await using ScriptedServer server = new(call => _file.Answer(call) with { Stalls = call.HasRange });
        long begun = Stopwatch.GetTimestamp();

        HttpFileException late = HttpReading.Refusal(() =>
            HttpReading.ReadAsync(server.Url, 0, 100, HttpReading.Hasty with { Deadline = TimeSpan.FromMilliseconds(500) }));

        Assert.That(late.Message, Does.Contain("within 0.5 s"));
        Assert.That(Stopwatch.GetElapsedTime(begun), Is.LessThan(TimeSpan.FromSeconds(4)));
    }

    [Test]
    public async Task A_caller_who_gives_up_is_let_go_at_once()
    {
        await using ScriptedServer server = new(call => _file.Answer(call) with { Stalls = call.HasRange });
        await using HttpFileClient client = new(HttpReading.Hasty);
        await using HttpFile file = await client.OpenAsync(server.Url);
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(200));
        long begun = Stopwatch.GetTimestamp();

        Assert.That(async () => await file.ReadAsync([new ByteRead(0, new byte[10])], stop.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Stopwatch.GetElapsedTime(begun), Is.LessThan(TimeSpan.FromSeconds(3)));
    }

    [Test]
    public async Task Closing_a_client_ends_what_is_under_way()
    {
        await using ScriptedServer server = new(call => _file.Answer(call) with { Stalls = call.HasRange });
        HttpFileClient client = new(HttpReading.Hasty with { StallTimeout = TimeSpan.FromSeconds(15) });
        HttpFile file = await client.OpenAsync(server.Url);
        Task reading = file.ReadAsync(0, 10);
        while (server.Ranges.Count == 0) await Task.Delay(10);
        long begun = Stopwatch.GetTimestamp();

        await client.DisposeAsync();
        await file.DisposeAsync();

        Assert.CatchAsync(() => reading);
        Assert.That(Stopwatch.GetElapsedTime(begun), Is.LessThan(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public void A_port_where_nobody_listens_is_told_soon()
    {
        using TcpListener reserved = new(IPAddress.Loopback, 0);
        reserved.Start();
        int port = ((IPEndPoint)reserved.LocalEndpoint).Port;
        reserved.Stop();
        long begun = Stopwatch.GetTimestamp();

        HttpFileException refusal = HttpReading.Refusal(() => HttpReading.ReadAsync($"http://127.0.0.1:{port}/f.root", 0, 1));

        Assert.That(refusal.Message, Does.Contain($"127.0.0.1:{port}"));
        Assert.That(Stopwatch.GetElapsedTime(begun), Is.LessThan(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public async Task A_head_without_end_is_refused()
    {
        await using ScriptedServer server = new(_ => HttpReply.Empty(200) with { NeverEndsItsHead = true });

        Assert.That(HttpReading.Refusal(() => HttpReading.ReadAsync(server.Url, 0, 1)).Message, Does.Contain("a head without end"));
    }

    [Test]
    public async Task No_more_requests_go_to_a_server_at_once_than_the_options_allow()
    {
        int now = 0, most = 0;
        await using ScriptedServer server = new(call =>
        {
            int count = Interlocked.Increment(ref now);
            InterlockedMax(ref most, count);
            Thread.Sleep(5);
            Interlocked.Decrement(ref now);
            return _file.Answer(call);
        });
        await using HttpFileClient client = new(HttpReading.Hasty with { Connections = 3, MultiRange = false });
        await using HttpFile file = await client.OpenAsync(server.Url);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => file.ReadAsync(HttpReading.Sparse(10, 10, 500)).AsTask()));

        Assert.That(most, Is.InRange(1, 3));
        Assert.That(server.Connections, Is.LessThanOrEqualTo(3));

        static void InterlockedMax(ref int place, int value)
        {
            for (int seen = Volatile.Read(ref place); seen < value;)
            {
                int before = Interlocked.CompareExchange(ref place, value, seen);
                if (before == seen) return;
                seen = before;
            }
        }
    }
}

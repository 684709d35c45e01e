using Hep.Root.IO.Tests.XRootD.Scripted;
using Hep.Root.IO.Tests.XRootD.Servers;

namespace Hep.Root.IO.Tests.XRootD.Faults;

/// <summary>A real server behind a network that fails.</summary>
[Category("Server")]
public sealed class FaultyNetworkTests
{
    private const int Length = 60_000, Start = 1005;
    private static readonly byte[] Content = ServedFiles.All[ServedFiles.Large].AsSpan(Start, Length).ToArray();
    private int _port;

    private static XRootDOptions Options => RunningServers.Options with { StallTimeout = TimeSpan.FromMilliseconds(300) };

    [OneTimeSetUp]
    public async Task StartAsync() => _port = new Uri(await RunningServers.UrlAsync("plain")).Port;

    [Test]
    public async Task Segments_of_one_byte_are_put_together([Values] bool verifies)
    {
        using FaultyProxy proxy = new(_port) { MostBytes = 1 };

        byte[] read = await Reading.WholeAsync(proxy.Url(ServedFiles.Small), Options with { VerifyPages = verifies });

        Assert.That(read, Is.EqualTo(ServedFiles.All[ServedFiles.Small]));
        Assert.That(proxy.Connections, Is.EqualTo(1));
    }

    [Test]
    public async Task A_connection_that_ends_anywhere_costs_no_byte(
        [Values(Fault.End, Fault.Reset, Fault.Silence)] Fault fault, [Values] bool verifies)
    {
        (long opened, long all) = await MeasureAsync(verifies);
        // Around each header, and here and there.
        XRootDOptions options = Options with { VerifyPages = verifies, ConnectTimeout = TimeSpan.FromMilliseconds(500) };
        IEnumerable<long> places = Enumerable.Range(0, 40).Select(i => all * i / 40)
            .Concat([0, 1, 7, 8, 9, 15, 16, 17, opened - 1, opened, opened + 1, opened + 7, opened + 8, opened + 9, opened + 31,
                opened + 32, opened + 33, opened + 35, opened + 36, opened + 37, all - 1]);

        await AtEachAsync(places, async at =>
        {
            using FaultyProxy proxy = new(_port) { Fault = fault, At = at };
            Assert.That((await ReadAsync(proxy, options)).Bytes, Is.EqualTo(Content), $"at {at}");
        });
    }

    [Test]
    public async Task A_bit_that_flips_in_what_was_read_costs_no_byte()
    {
        (long opened, long all) = await MeasureAsync(verifies: true);
        long answer = all - opened;
        Assert.That(answer, Is.GreaterThan(Length));
        // All of the header and the head, the first checksum, and places in many pages.
        IEnumerable<long> places = Enumerable.Range(0, 50).Select(i => (long)i)
            .Concat(Enumerable.Range(1, 100).Select(i => answer * i / 101)).Append(answer - 1);

        await AtEachAsync(places, async at =>
        {
            using FaultyProxy proxy = new(_port) { Fault = Fault.Corruption };
            Assert.That((await ReadAsync(proxy, Options, at)).Bytes, Is.EqualTo(Content), $"at {at}");
        });
    }

    // Nothing protects the answers there but TLS: what a client can do is to end, and say so.
    [Test]
    public async Task A_bit_that_flips_before_anything_was_read_is_borne_or_told()
    {
        (long opened, _) = await MeasureAsync(verifies: true);

        await AtEachAsync(Enumerable.Range(0, (int)opened).Select(i => (long)i), async at =>
        {
            using FaultyProxy proxy = new(_port) { Fault = Fault.Corruption, At = at };
            try
            {
                (byte[] bytes, long length) = await ReadAsync(
                    proxy, Options with { ConnectTimeout = TimeSpan.FromMilliseconds(500), Deadline = TimeSpan.FromSeconds(5) });
                Assert.That(bytes, Is.EqualTo(Content), $"at {at}");
            }
            catch (Exception told) when (told is XRootDException or RootException)
            {
                Assert.That(told.Message, Is.Not.Empty);
            }
        });
    }

    private static Task AtEachAsync(IEnumerable<long> places, Func<long, Task> test) => Parallel.ForEachAsync(
        places, new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (at, _) => await test(at));

    /// <param name="at">After how many bytes of what is read the fault is; null: where the proxy was told.</param>
    private static async Task<(byte[] Bytes, long Length)> ReadAsync(FaultyProxy proxy, XRootDOptions options, long? at = null)
    {
        await using XRootDClient client = new(options);
        await using XRootDFile file = await OpenAsync(client, proxy);
        if (at is { } place) proxy.At = proxy.SentBytes + place;
        return ((await Reading.RangesAsync(file, (Start, Length)))[0], file.Length);
    }

    // Where the answer to the opening ends, and where that to the read does.
    private async Task<(long Opened, long All)> MeasureAsync(bool verifies)
    {
        using FaultyProxy proxy = new(_port);
        await using XRootDClient client = new(Options with { VerifyPages = verifies });
        await using XRootDFile file = await OpenAsync(client, proxy);
        long opened = proxy.SentBytes;
        Assert.That((await Reading.RangesAsync(file, (Start, Length)))[0], Is.EqualTo(Content));
        return (opened, proxy.SentBytes);
    }

    // The client asks for limits beside the opening; a server answers one after the other, so that nothing is on its way behind the ping.
    private static async Task<XRootDFile> OpenAsync(XRootDClient client, FaultyProxy proxy)
    {
        XRootDFile file = await client.OpenAsync(proxy.Url(ServedFiles.Large));
        await client.PingAsync(proxy.Url("/"));
        return file;
    }
}

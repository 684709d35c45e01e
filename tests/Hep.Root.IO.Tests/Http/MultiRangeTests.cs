using CsCheck;
using Hep.Root.IO.Http;
using Hep.Root.IO.Tests.Http.Servers;

namespace Hep.Root.IO.Tests.Http;

/// <summary>Many short ranges: in one request where the server does it right.</summary>
public sealed class MultiRangeTests
{
    private static readonly ServedFile File = ServedFile.OfLength(1_000_000);

    [Test]
    public async Task Parts_may_come_in_any_order()
    {
        await using ScriptedServer server = new(call =>
            call.HasManyRanges ? File.Several(call.Ranges.Reverse(), "simple") : File.Answer(call));

        await ReadTwiceAsync(server);

        Assert.That(server.Calls.Where(c => c.HasRange).Select(c => c.Ranges.Count), Is.EqualTo(new[] { 40, 40 }));
    }

    // As XrdHttp does it: its boundary is 123456, whatever the data are.
    [Test]
    public async Task A_boundary_may_stand_in_the_data()
    {
        byte[] bytes = new byte[1_000_000];
        for (int i = 0; i < bytes.Length; i++) bytes[i] = "\r\n--123456\r\n\r\n--123456--\r\n"u8[i % 26];
        ServedFile file = new(bytes);
        await using ScriptedServer server = new(call => call.HasManyRanges ? file.Several(call.Ranges, "123456") : file.Answer(call));

        await ReadTwiceAsync(server, file);

        Assert.That(server.Ranges, Has.Count.EqualTo(2));
    }

    private static readonly TestCaseData<Func<HttpCall, HttpReply>>[] Quirks =
    [
        new(_ => File.Whole()) { TestName = "the whole file" },
        new(call => File.Part(call.Ranges[0].First, call.Ranges[0].Last)) { TestName = "the first part alone" },
        new(call => File.Several(call.Ranges.Skip(1), "simple")) { TestName = "a part is missing" },
        new(call => File.Several(call.Ranges.Select(r => (r.First + 1, r.Last)), "simple")) { TestName = "parts that are others" },
        new(call => File.Several([(call.Ranges[0].First, call.Ranges[2].Last)], "simple")) { TestName = "parts in one" },
        new(call => File.Several(call.Ranges, "simple") with { BreaksAfter = 3000 }) { TestName = "an answer that breaks off" },
        new(_ => HttpReply.Empty(416)) { TestName = "416" },
        new(_ => HttpReply.Empty(400)) { TestName = "400" },
        new(_ => HttpReply.Empty(500)) { TestName = "500" },
        new(call => new HttpReply(206, File.Several(call.Ranges, "other").Body, ("Content-Type", "multipart/byteranges; boundary=one")))
            { TestName = "another boundary" },
        new(call => File.Several(call.Ranges, "simple") with { Headers = [("Content-Type", "multipart/byteranges")] })
            { TestName = "no boundary" },
    ];

    [TestCaseSource(nameof(Quirks))]
    public async Task A_server_that_does_it_wrongly_is_asked_for_each_range_from_then_on(Func<HttpCall, HttpReply> quirk)
    {
        await using ScriptedServer server = new(call => call.HasManyRanges ? quirk(call) : File.Answer(call));

        await ReadTwiceAsync(server);

        Assert.That(server.Calls.Count(c => c.HasManyRanges), Is.EqualTo(1));
    }

    [Test]
    public async Task Until_a_server_has_passed_no_second_request_of_that_kind_goes_to_it()
    {
        await using ScriptedServer server = new(File.Answer);
        await using HttpFileClient client = new(HttpReading.Hasty);
        await using HttpFile file = await client.OpenAsync(server.Url);
        List<ByteRead> reads = HttpReading.Sparse(400, 100, 2000);

        await file.ReadAsync(reads);

        reads.AreOf(File.Bytes);
        Assert.That(server.Calls.Count(c => c.HasManyRanges), Is.EqualTo(1));
    }

    [Test]
    public async Task Who_does_not_want_it_does_without()
    {
        await using ScriptedServer server = new(File.Answer);

        await ReadTwiceAsync(server, options: HttpReading.Hasty with { MultiRange = false });

        Assert.That(server.Calls.Any(c => c.HasManyRanges), Is.False);
    }

    [Test]
    public async Task Any_ranges_give_the_bytes_of_the_file()
    {
        await using ScriptedServer server = new(File.Answer);
        await using HttpFileClient client = new(HttpReading.Hasty);
        await using HttpFile file = await client.OpenAsync(server.Url);

        Gen.Select(Gen.Int[0, 999_000], Gen.OneOf(Gen.Int[0, 1000], Gen.Int[0, 1000], Gen.Const(70_000))).Array[0, 60].Sample(ranges =>
        {
            List<ByteRead> reads = [.. ranges.Select(r => new ByteRead(r.Item1, new byte[Math.Min(r.Item2, 1_000_000 - r.Item1)]))];
            file.ReadAsync(reads).AsTask().GetAwaiter().GetResult();
            reads.AreOf(File.Bytes);
        }, iter: 20, threads: 1);
    }

    [Test]
    public void A_plan_has_each_byte_once_in_requests_that_are_short_enough() =>
        Gen.Select(Gen.Int[0, 100_000].Array[0, 400], Gen.Int[0, 3]).Sample((lengths, groups) =>
        {
            List<ByteRead> reads = [];
            long offset = 0;
            foreach (int length in lengths)
            {
                reads.Add(new ByteRead(offset, new byte[length]));
                offset += length + 1;
            }

            List<IReadOnlyList<ByteRead>> plan = RangePlan.Of(reads, offset, groups);

            Assert.That(plan.SelectMany(r => r).OrderBy(r => r.Offset).Select(r => (r.Offset, r.Destination.Length)),
                Is.EqualTo(reads.Where(r => r.Destination.Length > 0).Select(r => (r.Offset, r.Destination.Length))));
            Assert.That(plan.Count(r => r.Count > 1), Is.AtMost(groups));
            Assert.That(plan.All(r => r.Count <= 128 && (r.Count == 1 || r.Sum(p => p.Destination.Length) <= offset / 2)));
        }, iter: 100);

    private static async Task ReadTwiceAsync(ScriptedServer server, ServedFile? file = null, HttpFileOptions? options = null)
    {
        await using HttpFileClient client = new(options ?? HttpReading.Hasty);
        await using HttpFile open = await client.OpenAsync(server.Url);
        for (int i = 0; i < 2; i++)
        {
            List<ByteRead> reads = HttpReading.Sparse(40, 700, 20_000);
            await open.ReadAsync(reads);
            reads.AreOf((file ?? File).Bytes);
        }
    }
}

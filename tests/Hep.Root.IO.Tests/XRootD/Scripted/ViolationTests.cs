using System.Buffers.Binary;
using Hep.Root.IO.XRootD;

namespace Hep.Root.IO.Tests.XRootD.Scripted;

/// <summary>
/// Servers that do not keep to the protocol: the connection goes, the next one may do better, and one that never does is an error in the
/// end.
/// </summary>
public sealed class ViolationTests
{
    private static readonly byte[] Content = Reading.Bytes(20_000);
    private static readonly (long, int)[] Ranges = [(0, 100), (5000, 6000)];

    private static readonly Dictionary<string, Func<ReceivedRequest, byte[], byte[]>> Lies = new()
    {
        ["an unknown request"] = (r, _) => Frame.Ok((ushort)(r.Id + 1000)),
        ["an unknown status"] = (r, _) => Frame.Of(r.Id, 4999, [1, 2, 3]),
        ["a round of authentication"] = (r, _) => Frame.Of(r.Id, 4002, []),
        ["a negative length"] = (r, _) => Frame.Header(r.Id, 0, -1),
        ["a huge length"] = (r, _) => Frame.Header(r.Id, 0, int.MaxValue),
        ["a huge error"] = (r, _) => Frame.Header(r.Id, 4003, int.MaxValue),
        ["a negative length of pages"] = (r, _) => Frame.Header(r.Id, 4007, -24),
        ["a short answer"] = (r, body) => Frame.Ok(r.Id, body.AsSpan(0, body.Length - 1)),
        ["an empty answer"] = (r, _) => Frame.Ok(r.Id),
        ["a longer answer"] = (r, body) => Frame.Ok(r.Id, [.. body, 1]),
        ["a part too many"] = (r, body) => [.. Frame.Part(r.Id, body), .. Frame.Ok(r.Id, [1])],
        ["pages"] = (r, body) => Frame.PageStatus(r.Id, 0, body),
        ["a late answer that is cut"] = (r, _) => Frame.Attention(5008, [0, 0, 0, 0, .. Frame.Header(r.Id, 0, 100)]),
        ["a late answer in a late answer"] = (r, body) => Frame.Late(Frame.Late(Frame.Ok(r.Id, body))),
    };

    private static readonly Dictionary<string, Func<ReceivedRequest, byte[], byte[]>> LiesOfVectors = new()
    {
        ["another offset"] = (r, body) => Frame.Ok(r.Id, Change(body, 8)),
        ["another length"] = (r, body) => Frame.Ok(r.Id, Change(body, 4)),
        ["a negative length of a range"] = (r, body) => Frame.Ok(r.Id, Change(body, 4, int.MinValue)),
        ["no last range"] = (r, body) => Frame.Ok(r.Id, body.AsSpan(0, 116)),
    };

    private static IEnumerable<string> OfReads => Lies.Keys;

    private static IEnumerable<string> OfVectors => Lies.Keys.Concat(LiesOfVectors.Keys);

    [Test]
    public async Task A_range_is_read_from_the_next_connection([ValueSource(nameof(OfReads))] string lie) =>
        await ReadAsync(lie, RequestCode.Read, Reading.Impatient with { VerifyPages = false }, [(0, 20_000)], liesOnce: true);

    [Test]
    public async Task Ranges_are_read_from_the_next_connection([ValueSource(nameof(OfVectors))] string lie) =>
        await ReadAsync(lie, RequestCode.ReadVector, Reading.Impatient, Ranges, liesOnce: true);

    [Test]
    public void Who_never_keeps_to_the_protocol_is_an_error([ValueSource(nameof(OfReads))] string lie) => Assert.That(
        () => ReadAsync(lie, RequestCode.Read, Quick with { VerifyPages = false }, [(0, 20_000)], liesOnce: false),
        Throws.TypeOf<RootException>().With.Property(nameof(RootException.File)).Contains("root://127.0.0.1"));

    [Test]
    public void An_error_after_a_part_is_an_error()
    {
        using ScriptedServer server = Server(RequestCode.Read, (r, body) =>
            [.. Frame.Part(r.Id, body.AsSpan(0, 500)), .. Frame.Error(r.Id, XRootDError.InputOutput, "disk failed")], liesOnce: false);

        Assert.That(() => Reading.WholeAsync(server.Url("/a"), Reading.Impatient with { VerifyPages = false }),
            Throws.TypeOf<RootException>().With.Message.Contains("disk failed"));
    }

    // dCache has told limits that it did not keep.
    [Test]
    public async Task Ranges_that_are_refused_for_their_number_are_asked_for_in_smaller_requests(
        [Values(XRootDError.TooLongArgument, XRootDError.NoMemory, XRootDError.Unsupported)] XRootDError error)
    {
        const int most = 3;
        using ScriptedServer server = new() { Files = { ["/a"] = Content } };
        server.Script = async (request, connection) =>
        {
            if (request.Code != RequestCode.ReadVector || request.Elements().Count() <= most) return false;
            await connection.SendAsync(Frame.Error(request.Id, error, "too long"));
            return true;
        };
        await using XRootDClient client = new(Reading.Impatient);
        await using XRootDFile file = await client.OpenAsync(server.Url("/a"));
        (long Offset, int Length)[] ranges = [.. Enumerable.Range(0, 50).Select(i => (i * 300L, 200 + i))];

        byte[][] read = await Reading.RangesAsync(file, ranges);

        for (int i = 0; i < ranges.Length; i++)
            Assert.That(read[i], Is.EqualTo(Content.AsSpan((int)ranges[i].Offset, ranges[i].Length).ToArray()));
    }

    [Test]
    public void An_answer_that_makes_no_sense_is_refused_where_no_other_can_be_had(
        [Values("Open", "Stat", "Locate", "Query")] string request)
    {
        using ScriptedServer server = Server(Enum.Parse<RequestCode>(request), (r, _) => Frame.Ok(r.Id, "\u0001nonsense"), liesOnce: false);

        Assert.That(() => AskAllAsync(server), Throws.TypeOf<XRootDException>());
    }

    private static XRootDOptions Quick => Reading.Impatient with { Deadline = TimeSpan.FromSeconds(0.7) };

    private static async Task AskAllAsync(ScriptedServer server)
    {
        await using XRootDClient client = new(Quick);
        await client.StatAsync(server.Url("/a"));
        await client.LocateAsync(server.Url("/a"));
        await client.ChecksumAsync(server.Url("/a"));
        await client.ListAsync(server.Url("/"));
        await (await client.OpenAsync(server.Url("/a"))).DisposeAsync();
    }

    private static async Task ReadAsync(
        string lie, RequestCode code, XRootDOptions options, (long Offset, int Length)[] ranges, bool liesOnce)
    {
        using ScriptedServer server = Server(code, Lies.GetValueOrDefault(lie) ?? LiesOfVectors[lie], liesOnce);
        await using XRootDClient client = new(options);
        await using XRootDFile file = await client.OpenAsync(server.Url("/a"));

        byte[][] read = await Reading.RangesAsync(file, ranges);

        for (int i = 0; i < ranges.Length; i++)
            Assert.That(read[i], Is.EqualTo(Content.AsSpan((int)ranges[i].Offset, ranges[i].Length).ToArray()));
    }

    private static ScriptedServer Server(RequestCode code, Func<ReceivedRequest, byte[], byte[]> lie, bool liesOnce)
    {
        ScriptedServer server = new() { Files = { ["/a"] = Content } };
        bool hasLied = false;
        server.Script = async (request, connection) =>
        {
            if (request.Code != code || (hasLied && liesOnce)) return false;
            hasLied = true;
            await connection.SendAsync(lie(request, server.Answer(request)[ResponseHeader.Bytes..]));
            return true;
        };
        return server;
    }

    private static byte[] Change(byte[] body, int at, int? number = null)
    {
        byte[] changed = [.. body];
        Span<byte> field = changed.AsSpan(at);
        BinaryPrimitives.WriteInt32BigEndian(field, number ?? BinaryPrimitives.ReadInt32BigEndian(field) + 1);
        return changed;
    }
}

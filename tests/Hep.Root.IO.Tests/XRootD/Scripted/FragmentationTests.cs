using CsCheck;
using Hep.Root.IO.XRootD;

namespace Hep.Root.IO.Tests.XRootD.Scripted;

/// <summary>Answers may be cut anywhere, into segments of the network as into parts, and stand between one another.</summary>
public sealed class FragmentationTests
{
    private static readonly byte[] Content = Reading.Bytes(40_000);

    // Cut after lengths that repeat.
    private static readonly Gen<int[]> Lengths = Gen.OneOf(Gen.Int[1, 30], Gen.Int[1, 9000]).Array[1, 6];

    [Test]
    public async Task Segments_of_any_length_give_the_same() => await Lengths.SampleAsync(async lengths =>
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Content }, Cut = bytes => Pieces(bytes, lengths) };
        await using XRootDClient client = new(Reading.Impatient);
        await using XRootDFile file = await client.OpenAsync(server.Url("/a"));

        return await AllKindsAgreeAsync(client, file, server);
    }, iter: 25, threads: 1);

    [Test]
    public async Task Parts_of_any_length_give_the_same() => await Lengths.SampleAsync(async lengths =>
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Content } };
        server.Script = (request, connection) => SendInPartsAsync(server, request, connection, lengths);
        await using XRootDClient client = new(Reading.Impatient);
        await using XRootDFile file = await client.OpenAsync(server.Url("/a"));

        return await AllKindsAgreeAsync(client, file, server);
    }, iter: 25, threads: 1);

    [Test]
    public async Task Parts_of_several_answers_may_stand_between_one_another_in_any_order() => await Gen.Int.SampleAsync(async seed =>
    {
        const int reads = 8;
        using ScriptedServer server = new() { Files = { ["/a"] = Content } };
        await using XRootDClient client = new(Reading.Impatient);
        await using XRootDFile file = await client.OpenAsync(server.Url("/a"));
        List<ReceivedRequest> asked = [];
        server.Script = async (request, connection) =>
        {
            if (request.Code != RequestCode.ReadPages) return false;
            asked.Add(request);
            if (asked.Count < reads) return true;
            List<Queue<byte[]>> answers = [.. asked.Select(r => new Queue<byte[]>(InParts(server, r, [1, 900, 4100, 17])))];
            Random random = new(seed);
            while (answers.Count > 0)
            {
                Queue<byte[]> next = answers[random.Next(answers.Count)];
                await connection.SendAsync(next.Dequeue());
                if (next.Count == 0) answers.Remove(next);
            }
            return true;
        };

        byte[][] read = await Task.WhenAll(Enumerable.Range(0, reads).Select(async i =>
            (await Reading.RangesAsync(file, (i * 4000, 6000)))[0]));

        return Enumerable.Range(0, reads).All(i => read[i].AsSpan().SequenceEqual(Content.AsSpan(i * 4000, 6000)));
    }, iter: 20, threads: 1);

    private static async Task<bool> AllKindsAgreeAsync(XRootDClient client, XRootDFile file, ScriptedServer server)
    {
        byte[] whole = await Reading.WholeAsync(file);
        byte[][] ranges = await Reading.RangesAsync(file, (5, 1), (4090, 20), (0, 4096), (39_999, 1), (100, 9000));
        IReadOnlyList<XRootDEntry> list = await client.ListAsync(server.Url("/"));
        return whole.AsSpan().SequenceEqual(Content)
            && ranges[0].AsSpan().SequenceEqual(Content.AsSpan(5, 1)) && ranges[1].AsSpan().SequenceEqual(Content.AsSpan(4090, 20))
            && ranges[2].AsSpan().SequenceEqual(Content.AsSpan(0, 4096)) && ranges[3].AsSpan().SequenceEqual(Content.AsSpan(39_999, 1))
            && ranges[4].AsSpan().SequenceEqual(Content.AsSpan(100, 9000))
            && server.Connections == 1 && list.Single() is { Name: "a", Status.Length: 40_000 };
    }

    private static async Task<bool> SendInPartsAsync(
        ScriptedServer server, ReceivedRequest request, ScriptedConnection connection, int[] lengths)
    {
        if (request.Code is RequestCode.Protocol or RequestCode.Login) return false;
        await connection.SendAsync([.. InParts(server, request, lengths)]);
        return true;
    }

    // The answer that the server would give, as parts and a last one.
    private static IEnumerable<byte[]> InParts(ScriptedServer server, ReceivedRequest request, int[] lengths)
    {
        byte[] answer = server.Answer(request);
        bool isPages = request.Code == RequestCode.ReadPages;
        byte[][] pieces = [.. Pieces(answer[(ResponseHeader.Bytes + (isPages ? PageStatus.Bytes : 0))..], lengths)];
        long offset = request.Offset;
        for (int i = 0, payload = 0; i < pieces.Length; i++)
        {
            bool isLast = i == pieces.Length - 1;
            yield return isPages ? Frame.PageStatus(request.Id, offset, pieces[i], isLast)
                : isLast ? Frame.Ok(request.Id, pieces[i])
                : Frame.Part(request.Id, pieces[i]);
            payload += pieces[i].Length;
            offset = request.Offset + BytesIn(request.Offset, payload);
        }
    }

    // Of so many bytes with checksums between them, those that are of the file.
    private static int BytesIn(long offset, int payload)
    {
        int bytes = 0;
        while (payload > 0)
        {
            int page = (int)(PagesBody.PageBytes - (offset + bytes) % PagesBody.PageBytes);
            payload -= sizeof(uint);
            bytes += Math.Clamp(payload, 0, page);
            payload -= page;
        }
        return bytes;
    }

    private static IEnumerable<byte[]> Pieces(byte[] bytes, int[] lengths)
    {
        for (int at = 0, i = 0; at < bytes.Length; i++)
        {
            int length = Math.Min(lengths[i % lengths.Length], bytes.Length - at);
            yield return bytes[at..(at + length)];
            at += length;
        }
        if (bytes.Length == 0) yield return bytes;
    }
}

using Hep.Root.IO.XRootD;

namespace Hep.Root.IO.Tests.XRootD.Scripted;

/// <summary>What arrives otherwise than it was sent, where checksums tell.</summary>
public sealed class DamagedPagesTests
{
    private const int FirstByteOfPage = ResponseHeader.Bytes + PageStatus.Bytes + sizeof(uint);
    private static readonly byte[] Content = Reading.Bytes(20_000);

    [Test]
    public async Task A_damaged_page_is_asked_for_once_more_and_nothing_else_is([Values(0, 4096, 19_999)] int damaged)
    {
        using ScriptedServer server = Server((request, answer) =>
        {
            if (!request.IsRetryOfPage) answer[FirstByteOfPage + damaged + damaged / PagesBody.PageBytes * sizeof(uint)] ^= 1;
        });
        await using XRootDClient client = new(Reading.Impatient);
        await using XRootDFile file = await client.OpenAsync(server.Url("/a"));

        byte[] read = await Reading.WholeAsync(file);

        Assert.That(read, Is.EqualTo(Content));
        Assert.That(file.VerifiedBytes, Is.EqualTo(Content.Length));
        ReceivedRequest again = server.Asked(RequestCode.ReadPages).Last();
        Assert.That((again.Offset, again.IsRetryOfPage), Is.EqualTo((damaged / 4096 * 4096L, true)));
        Assert.That(server.Asked(RequestCode.ReadPages).Count(), Is.EqualTo(2));
    }

    [Test]
    public void A_page_that_is_damaged_for_ever_is_an_error()
    {
        using ScriptedServer server = Server((_, answer) => answer[FirstByteOfPage] ^= 1);

        Assert.That(() => Reading.WholeAsync(server.Url("/a")), Throws.TypeOf<RootException>()
            .With.Message.Contains("page at 0").And.InnerException.Property(nameof(XRootDException.Error)).EqualTo(XRootDError.Checksum));
    }

    // Each bit of the header and of the head: the next connection does better, whatever the first was taken for.
    [Test]
    public async Task A_bit_that_flips_before_the_pages_costs_a_connection_and_no_byte(
        [Range(0, FirstByteOfPage - sizeof(uint) - 1)] int place)
    {
        bool isDamaged = false;
        int bit = 0;
        using ScriptedServer server = Server((_, answer) =>
        {
            if (!isDamaged) answer[place] ^= (byte)(1 << bit);
            isDamaged = true;
        });
        await using XRootDClient client = new(Reading.Impatient with { StallTimeout = TimeSpan.FromMilliseconds(160) });
        await using XRootDFile file = await client.OpenAsync(server.Url("/a"));

        for (; bit < 8; bit++)
        {
            isDamaged = false;
            byte[] read = new byte[100];
            await file.ReadAsync([new ByteRead(0, read)]);
            Assert.That(read, Is.EqualTo(Content[..100]), $"bit {bit}");
        }
    }

    [Test]
    public async Task A_head_that_speaks_of_another_request_or_place_costs_a_connection([Values("request", "place", "kind")] string lie)
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Content } };
        server.Script = async (request, connection) =>
        {
            if (request.Code != RequestCode.ReadPages || connection.Number > 0) return false;
            byte[] pages = Frame.Pages(request.Offset, Content);
            await connection.SendAsync(lie switch
            {
                "request" => Frame.PageStatus(request.Id, 0, pages, idInHead: (ushort)(request.Id + 1)),
                "place" => Frame.PageStatus(request.Id, 4096, pages),
                _ => Frame.Ok(request.Id, pages),
            });
            return true;
        };

        Assert.That(await Reading.WholeAsync(server.Url("/a")), Is.EqualTo(Content));
        Assert.That(server.Connections, Is.EqualTo(2));
    }

    private static ScriptedServer Server(Action<ReceivedRequest, byte[]> damage)
    {
        ScriptedServer server = new() { Files = { ["/a"] = Content } };
        server.Script = async (request, connection) =>
        {
            if (request.Code != RequestCode.ReadPages) return false;
            byte[] answer = server.Answer(request);
            damage(request, answer);
            await connection.SendAsync(answer);
            return true;
        };
        return server;
    }
}

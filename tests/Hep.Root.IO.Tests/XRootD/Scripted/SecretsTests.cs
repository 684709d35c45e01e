using Hep.Root.IO.XRootD;
using Hep.Testing;

namespace Hep.Root.IO.Tests.XRootD.Scripted;

/// <summary>Neither tokens nor passwords are told to anybody but the server.</summary>
public sealed class SecretsTests
{
    private const string Query = "authz=Bearer%20topsecret&x=1&xrd.logintoken=topsecret";

    [Test]
    public void A_server_that_repeats_what_it_was_asked_tells_no_secret([Values("Bearer%20topsecret", "Bearer topsecret")] string spelling)
    {
        RecordedLog log = new();
        using ScriptedServer server = new();
        server.Script = async (request, connection) =>
        {
            if (request.Code != RequestCode.Open) return false;
            if (connection.Number == 0) connection.Drop();
            else await connection.SendAsync(Frame.Error(request.Id, XRootDError.NotAuthorized, $"no right to /a?authz={spelling}"));
            return true;
        };

        XRootDException failure = Assert.ThrowsAsync<XRootDException>(() => Reading.WholeAsync(
            $"root://me:topsecret@127.0.0.1:{server.Port}//a?{Query}", Reading.Impatient with { Logger = log }))!;

        Assert.That(failure.ToString(), Does.Not.Contain("topsecret").And.Contains("no right to /a?authz=***"));
        Assert.That(failure.Url, Does.Not.Contain("topsecret"));
        Assert.That(log.Entries, Is.Not.Empty);
        Assert.That(log.Entries.Select(e => e.Text), Has.None.Contains("topsecret"));
        Assert.That(server.Asked(RequestCode.Open).Last().Text, Is.EqualTo("/a?authz=Bearer%20topsecret&x=1"));
    }

    // Servers tell the token alone, without what stood before it.
    [Test]
    public void A_server_that_repeats_a_part_of_what_it_was_asked_tells_no_secret()
    {
        using ScriptedServer server = new();
        server.Script = async (request, connection) =>
        {
            if (request.Code != RequestCode.Open) return false;
            await connection.SendAsync(Frame.Error(request.Id, XRootDError.NotAuthorized, "the token topsecret has expired"));
            return true;
        };

        Assert.That(() => Reading.WholeAsync(server.Url("/a?authz=Bearer%20topsecret")), Throws.TypeOf<XRootDException>()
            .With.Message.Contains("the token *** has expired").And.Message.Not.Contains("topsecret"));
    }

    [Test]
    public void What_a_redirection_gave_along_for_the_login_is_told_to_nobody_else()
    {
        using ScriptedServer target = new(), manager = new() { Flags = ServerFlags.IsManager };
        manager.Script = async (request, connection) =>
        {
            if (request.Code != RequestCode.Open) return false;
            await connection.SendAsync(Frame.Redirect(request.Id, target.Port, "127.0.0.1?a=1?topsecret"));
            return true;
        };
        target.Script = async (request, connection) =>
        {
            if (request.Code != RequestCode.Login) return false;
            await connection.SendAsync(Frame.Error(request.Id, XRootDError.NotAuthorized, $"nobody knows {request.Text}"));
            return true;
        };

        Assert.That(() => Reading.WholeAsync(manager.Url("/a")), Throws.TypeOf<XRootDException>()
            .With.Message.Contains("nobody knows ***").And.Message.Not.Contains("topsecret"));
    }

    [Test]
    public async Task A_file_does_not_tell_how_it_was_let_in()
    {
        using ScriptedServer server = new() { Files = { ["/a"] = [1] } };
        await using XRootDClient client = new(Reading.Impatient);
        await using XRootDFile file = await client.OpenAsync($"root://me:topsecret@127.0.0.1:{server.Port}//a?{Query}");

        Assert.That(file.Location, Does.Not.Contain("topsecret").And.Not.Contains("me:"));
    }

    [TestCase("root://me:topsecret@127.0.0.1:0//a")]
    [TestCase("http://me:topsecret@host/a?authz=topsecret")]
    [TestCase("root://me:topsecret@/a")]
    [TestCase("root://me:topsecret@")]
    public void A_location_that_cannot_be_opened_is_shown_without_its_password(string location)
    {
        RootException failure = Assert.ThrowsAsync<RootException>(async () => await RootFile.OpenAsync(location))!;

        Assert.That(failure.ToString(), Does.Not.Contain("topsecret"));
        Assert.That(failure.File, Does.Not.Contain("topsecret"));
    }

    // Servers offer it in clear as well.
    [Test]
    public void A_token_is_not_shown_in_clear()
    {
        using ScriptedServer server = new() { Security = "&P=ztn,0:4096:" };

        Assert.That(() => Reading.WholeAsync(server.Url("/a"), Reading.Impatient with { Token = () => "topsecret" }),
            Throws.TypeOf<XRootDException>().With.Message.Contains("roots://").And.Message.Not.Contains("topsecret"));
        Assert.That(server.Asked(RequestCode.Authenticate), Is.Empty);
    }
}

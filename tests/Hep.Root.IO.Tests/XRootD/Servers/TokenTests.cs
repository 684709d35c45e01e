using Hep.Root.IO.Tests.XRootD.Scripted;
using Hep.Testing;
using Microsoft.Extensions.Logging;

namespace Hep.Root.IO.Tests.XRootD.Servers;

/// <summary>A server that lets in who shows a token (ztn), and lets read what its scope covers (SciTokens).</summary>
[Category("Server")]
public sealed class TokenTests
{
    private const string Reads = "storage.read:/";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10), Hour = TimeSpan.FromHours(1);

    private readonly TokenIssuer _issuer = new(), _stranger = new();
    private ServerProcess _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        XRootDPackages.RequireTokens();
        string folder = RunningServers.NewFolder("tokens");
        (string[] lines, (string, string)[] environment) = _issuer.Configure(folder);
        _server = await RunningServers.StartUnderTlsAsync(lines, folder, environment);
    }

    [OneTimeTearDown]
    public void End()
    {
        _issuer.Dispose();
        _stranger.Dispose();
    }

    [Test]
    public async Task Who_shows_a_token_reads_what_it_is_for([Values("roots", "root")] string scheme)
    {
        string token = _issuer.Issue($"{Reads}sub", Hour);

        byte[] read = await ReadAsync(token, ServedFiles.Small, scheme);

        Assert.That(read, Is.EqualTo(ServedFiles.All[ServedFiles.Small]));
    }

    [Test]
    public void A_token_that_has_expired_is_refused_with_what_to_do() =>
        Assert.That(Refusal(_issuer.Issue(Reads, -Hour), XRootDError.AuthenticationFailed),
            Does.Contain("expired").And.Contain("Get a new token"));

    [Test]
    public void A_token_of_somebody_else_is_refused_with_what_to_do() =>
        Assert.That(Refusal(_stranger.Issue(Reads, Hour), XRootDError.AuthenticationFailed),
            Does.Contain("ztn").And.Contain("Get a new token"));

    [TestCase("storage.read:/elsewhere")]
    [TestCase("storage.create:/")]
    public void A_token_for_something_else_is_refused_with_what_to_do(string scope) =>
        Assert.That(Refusal(_issuer.Issue(scope, Hour), XRootDError.NotAuthorized),
            Does.Contain(ServedFiles.Small).And.Contain("its scope has to cover the path"));

    [Test]
    public void Without_a_token_nobody_is_let_in([Values("", null)] string? token) =>
        Assert.That(Refusal(token, XRootDError.AuthenticationFailed), Does.Contain("BEARER_TOKEN"));

    [Test]
    public void What_is_no_token_is_refused() =>
        Assert.That(Refusal("not-a-token", XRootDError.AuthenticationFailed), Does.Contain("ztn").And.Contain("Get a new token"));

    [Test]
    public async Task A_token_is_asked_for_again_where_a_connection_is_made_anew()
    {
        Queue<string> tokens = new([_issuer.Issue(Reads, -Hour), _issuer.Issue(Reads, Hour)]);
        await using XRootDClient client = new(RunningServers.Options with { Token = tokens.Dequeue });
        string url = $"roots://127.0.0.1:{_server.Port}/{ServedFiles.Small}";

        Assert.That(() => client.OpenAsync(url), Throws.TypeOf<XRootDException>());
        await using XRootDFile file = await client.OpenAsync(url);

        Assert.That(file.Length, Is.EqualTo(ServedFiles.All[ServedFiles.Small].Length));
    }

    private Task<byte[]> ReadAsync(string? token, string path, string scheme, ILogger? logger = null)
    {
        XRootDOptions options = RunningServers.Options with { Token = () => token, Deadline = TimeSpan.FromMinutes(1) };
        return Reading.WholeAsync(
            $"{scheme}://127.0.0.1:{_server.Port}/{path}", logger is null ? options : options with { Logger = logger });
    }

    // At once: nobody asks again with what was refused.
    private string Refusal(string? token, XRootDError error)
    {
        RecordedLog log = new();
        XRootDException failure = Assert.ThrowsAsync<XRootDException>(
            () => ReadAsync(token, ServedFiles.Small, "roots", log).WaitAsync(Soon))!;
        Assert.That(failure.Error, Is.EqualTo(error), failure.Message);
        Assert.That(log.Of(LogLevel.Warning), Is.Empty);
        if (token is { Length: > 0 }) Assert.That(failure.ToString(), Does.Not.Contain(token));
        return failure.Message;
    }
}

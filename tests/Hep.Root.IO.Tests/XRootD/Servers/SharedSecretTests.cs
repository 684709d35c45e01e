using System.Globalization;
using System.Security.Cryptography;
using Hep.Root.IO.Tests.XRootD.Scripted;
using Hep.Testing;

namespace Hep.Root.IO.Tests.XRootD.Servers;

/// <summary>Servers that let in who knows their secret.</summary>
[Category("Server")]
public sealed class SharedSecretTests
{
    private const string Security = "xrootd.seclib libXrdSec.so";
    private readonly string _secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
    private ServerProcess _server = null!;
    private string _folder = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        XRootDPackages.RequireSecurity();
        string folder = RunningServers.NewFolder("secrets");
        _folder = RunningServers.NewFolder("keytabs");
        string keytab = Write(folder, "server.keytab", Line(_secret));
        _server = await RunningServers.StartAsync([Security, $"sec.protocol sss -s {keytab}"], folder: folder);
    }

    [Test]
    public async Task Who_knows_the_secret_is_let_in([Values("127.0.0.1", "localhost")] string host)
    {
        string keytab = Write(_folder, "mine.keytab", $"# a comment\n{Line(new string('0', 64), expires: 1, id: 8)}{Line(_secret)}");

        byte[] read = await Reading.WholeAsync(
            $"root://{host}:{_server.Port}/{ServedFiles.Small}", RunningServers.Options with { Keytab = keytab });

        Assert.That(read, Is.EqualTo(ServedFiles.All[ServedFiles.Small]));
    }

    [Test]
    public void Who_knows_another_secret_is_not()
    {
        string other = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));

        XRootDException failure = Refusal(Write(_folder, "other.keytab", Line(other)));

        Assert.That(failure.Error, Is.EqualTo(XRootDError.AuthenticationFailed));
        Assert.That(failure.ToString(), Does.Contain("sss").And.Not.Contain(other));
    }

    [Test]
    public void A_keytab_that_gives_no_key_is_named_with_what_is_wrong()
    {
        string open = Write(_folder, "open.keytab", Line(_secret));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(open, File.GetUnixFileMode(open) | UnixFileMode.GroupRead);

        Assert.That(Refusal(open).Message, Does.Contain("others may read").And.Contains(open));
        Assert.That(Refusal(Write(_folder, "old.keytab", Line(_secret, expires: 1_000_000_000))).Message, Does.Contain("have expired"));
        Assert.That(Refusal(Write(_folder, "empty.keytab", "nothing\n0 u:x k:zz N:1\n")).Message, Does.Contain("holds no key"));
        Assert.That(Refusal(Write(_folder, "long.keytab", Line(new string('a', 200)))).Message,
            Does.Contain("100 bytes").And.Not.Contain("aaaa"));
        Assert.That(Refusal(Path.Combine(_folder, "missing")).Message, Does.Contain("missing"));
        Assert.That(Refusal(null).Message, Does.Contain("XrdSecSSSKT"));
    }

    [Test]
    public async Task Who_is_refused_is_let_in_by_the_next_protocol_that_the_server_offers()
    {
        string folder = RunningServers.NewFolder("both");
        using ServerProcess both = await RunningServers.StartAsync(
            [Security, $"sec.protocol sss -s {Write(folder, "server.keytab", Line(_secret))}", "sec.protocol unix"], folder: folder);
        string wrong = Write(_folder, "wrong.keytab", Line(Convert.ToHexString(RandomNumberGenerator.GetBytes(32))));

        byte[] read = await Reading.WholeAsync(
            $"root://127.0.0.1:{both.Port}/{ServedFiles.Small}", RunningServers.Options with { Keytab = wrong });

        Assert.That(read, Is.EqualTo(ServedFiles.All[ServedFiles.Small]));
    }

    private static string Line(string secret, long expires = 0, int id = 7) => string.Create(CultureInfo.InvariantCulture,
        $"0 u:tester g:testers n:loopback N:{id} c:{DateTimeOffset.UtcNow.ToUnixTimeSeconds()} e:{expires} f:0 k:{secret}\n");

    private static string Write(string folder, string name, string text)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    private XRootDException Refusal(string? keytab) => Assert.ThrowsAsync<XRootDException>(() => Reading.WholeAsync(
        $"root://127.0.0.1:{_server.Port}/{ServedFiles.Small}", RunningServers.Options with { Keytab = keytab }))!;
}

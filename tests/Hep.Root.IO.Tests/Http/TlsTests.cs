using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Hep.Root.IO.Tests.Http.Servers;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Http;

/// <summary>Certificates of servers and of clients.</summary>
public sealed class TlsTests
{
    private readonly ServedFile _file = ServedFile.OfLength(10_000);
    private readonly TestCertificates _made = new();

    private string _folder = "", _pem = "";

    [OneTimeSetUp]
    public void WriteAuthority()
    {
        _folder = TestData.NewFolder();
        _pem = Path.Combine(_folder, "authority.pem");
        File.WriteAllText(_pem, _made.Authority.ExportCertificatePem());
    }

    [OneTimeTearDown]
    public void Remove()
    {
        _made.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task An_authority_from_a_file_or_a_folder_is_believed([Values] bool isFolder)
    {
        await using ScriptedServer server = new(_file.Answer, Serve(_made.ForHost(IPAddress.Loopback)));

        byte[] bytes = await HttpReading.ReadAsync(server.Url, 5, 10, Trusting(isFolder ? _folder : _pem));

        Assert.That(bytes, Is.EqualTo(_file.Bytes[5..15]));
    }

    [Test]
    public async Task An_authority_that_nobody_knows_is_named()
    {
        await using ScriptedServer server = new(_file.Answer, Serve(_made.ForHost(IPAddress.Loopback)));

        Assert.That(HttpReading.Refusal(() => HttpReading.ReadAsync(server.Url, 5, 10)).Message,
            Does.Contain("it was issued by 'CN=Authority'").And.Contain("CertificateAuthorities"));
    }

    [Test]
    public async Task A_certificate_of_another_name_is_refused()
    {
        await using ScriptedServer server = new(_file.Answer, Serve(_made.ForHost(IPAddress.Parse("10.1.2.3"))));

        Assert.That(HttpReading.Refusal(() => HttpReading.ReadAsync(server.Url, 5, 10, Trusting(_pem))).Message,
            Does.Contain("it is for '10.1.2.3', not for '127.0.0.1'"));
    }

    [Test]
    public async Task A_certificate_that_is_over_is_refused()
    {
        await using ScriptedServer server = new(_file.Answer, Serve(_made.ForHost(IPAddress.Loopback, DateTimeOffset.UtcNow.AddDays(-1))));

        Assert.That(HttpReading.Refusal(() => HttpReading.ReadAsync(server.Url, 5, 10, Trusting(_pem))).Message,
            Does.Contain("it is valid from"));
    }

    [TestCase("nowhere.pem", "cannot be read")]
    [TestCase("empty.pem", "holds no certificate")]
    public async Task Authorities_that_cannot_be_read_are_named(string name, string why)
    {
        string path = Path.Combine(_folder, "..", $"{Path.GetFileName(_folder)}-{name}");
        if (name.StartsWith("empty", StringComparison.Ordinal)) File.WriteAllText(path, "");
        await using ScriptedServer server = new(_file.Answer, Serve(_made.ForHost(IPAddress.Loopback)));

        Assert.That(HttpReading.Refusal(() => HttpReading.ReadAsync(server.Url, 5, 10, Trusting(path))).Message, Does.Contain(why));
        File.Delete(path);
    }

    // Of an older kind of proxy, without the extension that makes it one: .NET lets no server see the others.
    [Test]
    public async Task A_certificate_is_shown_with_those_that_signed_it()
    {
        string path = Path.Combine(_folder, "x509up");
        File.WriteAllText(path, _made.ProxyOf("CN=User", isMarked: false));
        string[] shown = [];
        SslServerAuthenticationOptions tls = Serve(_made.ForHost(IPAddress.Loopback));
        tls.ClientCertificateRequired = true;
        tls.RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
        {
            shown = [certificate!.Subject, .. chain!.ChainPolicy.ExtraStore.Select(c => c.Subject)];
            return true;
        };
        await using ScriptedServer server = new(_file.Answer, tls);

        await HttpReading.ReadAsync(server.Url, 5, 10, Trusting(_pem) with { ClientCertificateFile = path });

        Assert.That(shown[0], Is.EqualTo("CN=123456, CN=User"));
        Assert.That(shown, Has.Member("CN=User"));
    }

    [Test]
    public async Task A_client_certificate_without_a_key_is_refused()
    {
        using X509Certificate2 bare = X509Certificate2.CreateFromPem(_made.Authority.ExportCertificatePem());
        await using ScriptedServer server = new(_file.Answer, Serve(_made.ForHost(IPAddress.Loopback)));

        Assert.That(HttpReading.Refusal(() =>
            HttpReading.ReadAsync(server.Url, 5, 10, Trusting(_pem) with { ClientCertificate = bare })).Message,
            Does.Contain("no private key"));
        Assert.That(HttpReading.Refusal(() =>
            HttpReading.ReadAsync(server.Url, 5, 10, Trusting(_pem) with { ClientCertificateFile = _pem })).Message,
            Does.Contain(_pem).And.Contain("PEM"));
    }

    [Test]
    public async Task What_was_said_under_tls_does_not_go_on_in_clear()
    {
        await using ScriptedServer clear = new(_file.Answer);
        await using ScriptedServer server = new(_ => HttpReply.SentTo(clear.Url), Serve(_made.ForHost(IPAddress.Loopback)));

        HttpFileException refusal = HttpReading.Refusal(() =>
            HttpReading.ReadAsync(server.Url, 5, 10, Trusting(_pem) with { Token = () => "t" }));

        Assert.That(refusal.Message, Does.Contain("from https to"));
        Assert.That(clear.Calls, Is.Empty);
        Assert.That(await HttpReading.ReadAsync(server.Url, 5, 10, Trusting(_pem)), Is.EqualTo(_file.Bytes[5..15]));
    }

    private static HttpFileOptions Trusting(string path) => HttpReading.Hasty with { CertificateAuthorities = path };

    private static SslServerAuthenticationOptions Serve(X509Certificate2 certificate) => new() { ServerCertificate = certificate };
}

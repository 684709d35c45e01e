using Hep.Root.IO.Tests.Http.Servers;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Http;

/// <summary>Proxies of X.509 before XRootD's HTTP, which lets in whom its map of users knows.</summary>
public sealed class ProxyTests
{
    private readonly TestCertificates _made = new();
    private readonly byte[] _bytes = ServedFile.OfLength(10_000).Bytes;
    private RealServer _server = null!;
    private string _folder = "";

    [OneTimeSetUp]
    public void Start()
    {
        _server = RealServer.StartXRootD(_made);
        File.WriteAllBytes(Path.Combine(_server.Files, "f.root"), _bytes);
        _folder = TestData.NewFolder();
        File.WriteAllText(Authority, _made.Authority.ExportCertificatePem());
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _server?.Dispose();
        _made.Dispose();
        if (_folder.Length > 0) Directory.Delete(_folder, recursive: true);
    }

    private string Authority => Path.Combine(_folder, "authority.pem");

    [Test]
    public async Task A_proxy_lets_its_user_in() =>
        Assert.That(await ReadAsync(_made.ProxyOf("CN=User", isMarked: true)), Is.EqualTo(_bytes[5..15]));

    [Test]
    public void A_certificate_that_the_server_does_not_take_is_asked_about([Values] bool isMarked) =>
        Assert.That(HttpReading.Refusal(() => ReadAsync(_made.ProxyOf(isMarked ? "CN=Other" : "CN=User", isMarked))).Message,
            Does.Contain("Does it take the client certificate?"));

    [Test]
    public void Nobody_is_let_in_without_one()
    {
        HttpFileException refusal = HttpReading.Refusal(() => ReadAsync(null));

        Assert.That((int?)refusal.Status, Is.EqualTo(403));
        Assert.That(refusal.Message, Does.Contain("a token or a certificate"));
    }

    private Task<byte[]> ReadAsync(string? proxy)
    {
        string path = Path.Combine(_folder, "x509up");
        File.WriteAllText(path, proxy ?? "");
        return HttpReading.ReadAsync($"{_server.Url}/f.root", 5, 10, HttpReading.Hasty with
        {
            CertificateAuthorities = Authority,
            ClientCertificateFile = proxy is null ? null : path,
        });
    }
}

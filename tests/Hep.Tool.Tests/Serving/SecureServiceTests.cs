using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Hep.Inference.Server;
using Hep.Testing;
using Hep.Tool.Serving;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Hep.Tool.Tests.Serving;

/// <summary>A service under TLS, with certificates of an authority that this test is.</summary>
public sealed class SecureServiceTests
{
    private const string Jane = "CN=Jane Doe, O=CERN";

    private string _folder = null!;
    private X509Certificate2 _authority = null!;

    [OneTimeSetUp]
    public void MakeCertificates()
    {
        _folder = TestData.NewFolder();
        _authority = MakeAuthority();
        File.WriteAllText(At("ca.pem"), _authority.ExportCertificatePem());
        using X509Certificate2 host = Make("CN=localhost", "1.3.6.1.5.5.7.3.1", _authority);
        File.WriteAllText(At("host.pem"), host.ExportCertificatePem());
        File.WriteAllText(At("host.key"), host.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    [OneTimeTearDown]
    public void Forget() => _authority.Dispose();

    [Test]
    public async Task A_certificate_of_a_known_authority_and_subject_opens_what_the_configuration_says()
    {
        await using ServiceHost service = await StartAsync();
        using X509Certificate2 jane = Make(Jane, "1.3.6.1.5.5.7.3.2", _authority);
        using X509Certificate2 john = Make("CN=John Doe, O=CERN", "1.3.6.1.5.5.7.3.2", _authority);

        Assert.That(await StatusAsync(service, jane), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await StatusAsync(service, john), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await StatusAsync(service, null), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Certificates_of_other_authorities_and_for_other_uses_get_no_connection()
    {
        await using ServiceHost service = await StartAsync();
        using X509Certificate2 stranger = MakeAuthority();
        using X509Certificate2 forged = Make(Jane, "1.3.6.1.5.5.7.3.2", stranger);
        using X509Certificate2 server = Make(Jane, "1.3.6.1.5.5.7.3.1", _authority);
        using X509Certificate2 late = Make(Jane, "1.3.6.1.5.5.7.3.2", _authority, daysFromNow: -1);

        foreach (X509Certificate2 wrong in new[] { forged, server, late })
            Assert.That(async () => await StatusAsync(service, wrong), Throws.InstanceOf<HttpRequestException>());
        Assert.That(await StatusAsync(service, null), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public void A_certificate_makes_the_service_fetch_nothing()
    {
        using TcpListener elsewhere = new(IPAddress.Loopback, 0);
        elsewhere.Start();
        using X509Certificate2 stranger = MakeAuthority();
        using X509Certificate2 shown = Make(Jane, "1.3.6.1.5.5.7.3.2", stranger,
            more: new X509AuthorityInformationAccessExtension(null, [$"http://{elsewhere.LocalEndpoint}/ca.cer"]));
        HttpsConnectionAdapterOptions tls = new();
        new ServerCertificate(At("host.pem"), At("host.key"), At("ca.pem")).Configure(tls);

        Assert.That(tls.ClientCertificateValidation!(shown, null, SslPolicyErrors.None), Is.False);
        Assert.That(elsewhere.Pending(), Is.False);
    }

    [Test]
    public async Task Old_versions_of_TLS_and_plain_text_get_no_answer()
    {
        await using ServiceHost service = await StartAsync();
        using SocketsHttpHandler handler = new();
#pragma warning disable SYSLIB0039, CA5397 // what is to be refused
        handler.SslOptions.EnabledSslProtocols = SslProtocols.Tls | SslProtocols.Tls11;
#pragma warning restore SYSLIB0039, CA5397
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.Subject == "CN=localhost";
        using HttpClient old = new(handler), plain = new();

        Assert.That(async () => await old.GetAsync(new Uri($"{service.Addresses[0]}/v2")), Throws.InstanceOf<HttpRequestException>());
        Assert.That(async () => await plain.GetAsync(new Uri($"http{service.Addresses[0][5..]}/v2")),
            Throws.InstanceOf<HttpRequestException>());
    }

    [TestCase("serve --urls https://127.0.0.1:0", 2, "needs a certificate")]
    [TestCase("serve --urls https://127.0.0.1:0 --certificate host.pem", 1, "a certificate and its key")]
    [TestCase("serve --urls http://127.0.0.1:0 --certificate host.pem --key host.key", 2, "for an https address")]
    [TestCase("serve --urls https://127.0.0.1:0 --certificate host.pem --key none.key", 1, "There is no file")]
    [TestCase("serve --urls https://127.0.0.1:0 --certificate ca.pem --key host.key", 1, "are no certificate and its key")]
    public async Task What_TLS_lacks_is_told(string line, int code, string message)
    {
        ToolRun run = await ToolRun.OfAsync(line, _folder);

        Assert.That(run.Error, Does.Contain(message));
        Assert.That(run.ExitCode, Is.EqualTo(code));
    }

    private async Task<ServiceHost> StartAsync()
    {
        string path = At($"{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(path, $$"""
            {"models":"{{Path.GetFileNameWithoutExtension(path)}}","token_file":"token",
             "certificate":"host.pem","certificate_key":"host.key",
             "client_authorities":"ca.pem","client_certificates":{"{{Jane}}":["read"]},"anonymous_on_loopback":[]}
            """);
        ServeConfiguration configuration = await ServeConfiguration.ReadAsync(path, default);
        return await ServiceHost.StartAsync(configuration.ToOptions(),
            new ListenAddresses(["https://127.0.0.1:0"], 0, configuration.ToCertificate()), null, TextWriter.Null, default);
    }

    private static async Task<HttpStatusCode> StatusAsync(ServiceHost service, X509Certificate2? certificate)
    {
        using SocketsHttpHandler handler = new();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.Subject == "CN=localhost";
        if (certificate is not null) handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        using HttpClient client = new(handler);
        using HttpResponseMessage answer = await client.GetAsync(new Uri($"{service.Addresses[0]}/v2/models"));
        return answer.StatusCode;
    }

    private static X509Certificate2 MakeAuthority()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=An Authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-9), DateTimeOffset.UtcNow.AddDays(9));
    }

    private static X509Certificate2 Make(string subject, string use, X509Certificate2 authority, int daysFromNow = 1,
        X509Extension? more = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        if (more is not null) request.CertificateExtensions.Add(more);
        using X509Certificate2 signed = request.Create(
            authority, DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(daysFromNow), RandomNumberGenerator.GetBytes(8));
        using X509Certificate2 whole = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private string At(string name) => Path.Combine(_folder, name);
}

using Hep.Inference.Server;
using Hep.Testing;
using Hep.Tool.Serving;
using Hep.Tool.Terminal;

namespace Hep.Tool.Tests.Serving;

public sealed class ServeConfigurationTests
{
    [Test]
    public async Task What_a_file_does_not_say_is_as_without_a_file()
    {
        string path = Path.Combine(TestData.NewFolder(), "serve.json");
        await File.WriteAllTextAsync(path, "{}");

        InferenceServerOptions options = (await ServeConfiguration.ReadAsync(path, default)).ToOptions(), usual = new();

        Assert.That((options.AllowedHosts, options.AllowedUrlPrefixes), Is.EqualTo((usual.AllowedHosts, usual.AllowedUrlPrefixes)));
        Assert.That((options.MaximumRequestBytes, options.MaximumFileBytes, options.MaximumFileEntries),
            Is.EqualTo((usual.MaximumRequestBytes, usual.MaximumFileBytes, usual.MaximumFileEntries)));
    }

    [TestCase("""{"stop_notice_seconds":-5}""", "serve.json: stop_notice_seconds is -5: a number from 0 to 600 is expected.")]
    [TestCase("""{"keep_deleted_days":-1}""", "serve.json: keep_deleted_days is -1: a number from 0 to 36500 is expected.")]
    [TestCase("""{"keep_deleted_days":1e300}""", "serve.json: keep_deleted_days is 1E+300: ")]
    [TestCase("""{"grpc_port":70000}""", "grpc_port is 70000: a number from 0 to 65535 is expected.")]
    [TestCase("""{"otlp":"collector"}""", "otlp is 'collector': an address such as http://127.0.0.1:4318 is expected.")]
    [TestCase("""{"otlp":"ftp://collector"}""", "otlp is 'ftp://collector/': an address")]
    [TestCase("""{"maximum_model_bytes":"many"}""", "maximum_model_bytes is \"many\": a whole number is expected.")]
    [TestCase("""{"memory_bytes":1e30}""", "memory_bytes is 1e30: a whole number is expected.")]
    [TestCase("""{"request_rate":5}""", "request_rate is 5: an object is expected.")]
    [TestCase("""{"request_rate":{"per_seconds":5}}""", "there is no key 'request_rate.per_seconds'. Nearest: per_second.")]
    [TestCase("""{"namespace_quotas":{"cms":{"version":1}}}""", "there is no key 'namespace_quotas[cms].version'. Nearest: versions.")]
    [TestCase("""{"urls":[null]}""", "urls[0] is null: a text is expected.")]
    [TestCase("""{"urls":[]}""", "serve.json: urls has no address to listen on: http:")]
    [TestCase("""{"urls":["ftp://127.0.0.1:0"]}""", "serve.json: urls: 'ftp://127.0.0.1:0' is no address to listen on: http:")]
    [TestCase("""{"repository":{"host":"db","password":"s3cret"}}""", "repository is an object: a text is expected.")]
    [TestCase("""{"repository":["s3cret"]}""", "repository is a list: a text is expected.")]
    [TestCase("""{"token_issuers":"s3cret"}""", "token_issuers is a text: a list is expected.")]
    [TestCase("""{"blobs":true}""", "blobs is true: a text is expected.")]
    [TestCase("""{"models":""}""", "serve.json: models is '': the path of a file or folder is expected.")]
    [TestCase("""{"models":"a\u0000b"}""", "serve.json: models is 'a\\0b': the path of a file or folder is expected.")]
    [TestCase("""{"token_file":""}""", "serve.json: token_file is '': the path of a file or folder is expected.")]
    [TestCase("""{"api_tokens":" "}""", "serve.json: api_tokens is ' ': the path of a file or folder is expected.")]
    [TestCase("""{"request_log":""}""", "serve.json: request_log is '': the path of a file or folder is expected.")]
    [TestCase("""{"certificate":""}""", "serve.json: certificate is '': the path of a file or folder is expected.")]
    [TestCase("""{"repository_password_file":""}""", "serve.json: repository_password_file is '': the path of a file or folder ")]
    [TestCase("""{"token_issuers":[{"issuer":"https://a","audiences":["b"],"keys_file":""}]}""",
        "serve.json: token_issuers[0].keys_file is '': ")]
    [TestCase("""{"memory_bytes":0}""", "serve.json: memory_bytes is '0': a whole number from 1 on is allowed.")]
    [TestCase("""{"request_rate":{"per_second":0}}""", "serve.json: request_rate.per_second is '0': ")]
    [TestCase("""{"namespace_quotas":{"CMS":{"bytes":-1}}}""", "serve.json: namespace_quotas[CMS].bytes is '-1': ")]
    [TestCase("""{"total_quota":{"bytes":-1},"audit_file":"/no/such/folder/a"}""",
        "serve.json: audit_file is '/no/such/folder/a': ")]
    public async Task What_cannot_be_meant_ends_the_start_with_its_key_and_what_was_expected(string file, string message)
    {
        string folder = TestData.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "serve.json"), file);

        using CancellationTokenSource end = new(TimeSpan.FromMinutes(1));

        ToolRun run = await ToolRun.OfAsync(["serve", "--config", "serve.json"], folder, end.Token);

        Assert.That(run.ExitCode, Is.Positive);
        Assert.That(run.Error, Does.Contain(message).And.Not.Contain("internal error").And.Not.Contain("s3cret"));
    }

    [TestCase("--request-log", "/no/such/folder/a", "--request-log is '/no/such/folder/a': the path of a file ")]
    [TestCase("--models", "", "--models is '")]
    [TestCase("--urls", "http://db:1", "--urls: 'http://db:1' is no address to listen on: ")]
    public async Task What_the_command_line_says_is_called_as_it_is_there(string option, string value, string message)
    {
        string folder = TestData.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "serve.json"), """{"models":"models","request_log":"a","urls":[]}""");

        string[] elsewhere = option == "--urls" ? [] : ["--urls", "http://127.0.0.1:0"];
        using CancellationTokenSource end = new(TimeSpan.FromMinutes(1));   // a service that starts all the same would serve for ever

        ToolRun run = await ToolRun.OfAsync(["serve", "--config", "serve.json", .. elsewhere, option, value], folder, end.Token);

        Assert.That(run.ExitCode, Is.Positive);
        Assert.That(run.Error, Does.Contain($"hep: {message}"));
    }

    [TestCase("http://127.0.0.1:0", true), TestCase("HTTP://localhost:8500", true), TestCase("HTTPS://[::1]:8500", true)]
    [TestCase("http://*:8500", true), TestCase("https://+:1", true), TestCase("http://unix:/run/hep.sock", true)]
    [TestCase("http://0.0.0.0:65535", true)]
    [TestCase("http://127.0.0.1:85oo", false), TestCase("http://[::1]:85oo", false), TestCase("http://db.example.org:8500", false)]
    [TestCase("http://127.0.0.1:99999", false), TestCase("http://127.0.0.1:0/base", false), TestCase("http://127.0.0.1:-1", false)]
    [TestCase("ftp://127.0.0.1:0", false), TestCase("http://:8500", false), TestCase("127.0.0.1:8500", false)]
    public void An_address_is_one_that_Kestrel_listens_on_as_it_is_written(string url, bool isOne)
    {
        if (isOne) Assert.That(() => ListenAddresses.Check([url], "--urls"), Throws.Nothing);
        else Assert.That(() => ListenAddresses.Check([url], "--urls"), Throws.TypeOf<ToolException>().With.Message.Contains($"'{url}'"));
    }

    [Test]
    public void The_port_for_gRPC_is_the_one_behind_that_of_HTTP()
    {
        Dictionary<string, string?> settings =
            new ListenAddresses(["http://127.0.0.1:8500"], ListenAddresses.GrpcPortBehind("http://127.0.0.1:8500")).ToSettings();

        Assert.That(settings["Kestrel:Endpoints:1:Url"], Is.EqualTo("http://127.0.0.1:8501"));
        Assert.That(settings["Kestrel:Endpoints:1:Protocols"], Is.EqualTo("Http2"));
        Assert.That(ListenAddresses.GrpcPortBehind("http://localhost:0"), Is.Zero);
    }
}

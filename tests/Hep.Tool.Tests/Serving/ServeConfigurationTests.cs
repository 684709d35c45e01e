using Hep.Inference.Server;
using Hep.Testing;
using Hep.Tool.Serving;

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

    [TestCase("""{"stop_notice_seconds":-5}""", "stop_notice_seconds is -5: a number from 0 to 600 is expected.")]
    [TestCase("""{"keep_deleted_days":-1}""", "keep_deleted_days is -1: a number from 0 to 36500 is expected.")]
    [TestCase("""{"keep_deleted_days":1e300}""", "keep_deleted_days is 1E+300: ")]
    [TestCase("""{"grpc_port":70000}""", "grpc_port is 70000: a number from 0 to 65535 is expected.")]
    [TestCase("""{"otlp":"collector"}""", "otlp is 'collector': an address such as http://127.0.0.1:4318 is expected.")]
    [TestCase("""{"otlp":"ftp://collector"}""", "otlp is 'ftp://collector/': an address")]
    [TestCase("""{"maximum_model_bytes":"many"}""", "maximum_model_bytes is \"many\": a whole number is expected.")]
    [TestCase("""{"memory_bytes":1e30}""", "memory_bytes is 1e30: a whole number is expected.")]
    [TestCase("""{"request_rate":5}""", "request_rate is 5: an object is expected.")]
    [TestCase("""{"request_rate":{"per_seconds":5}}""", "there is no key 'request_rate.per_seconds'. Nearest: per_second.")]
    [TestCase("""{"namespace_quotas":{"cms":{"version":1}}}""", "there is no key 'namespace_quotas[cms].version'. Nearest: versions.")]
    [TestCase("""{"urls":[null]}""", "urls[0] is null: a text is expected.")]
    [TestCase("""{"urls":[]}""", "There is no address to listen on: ")]
    [TestCase("""{"urls":["ftp://127.0.0.1:0"]}""", "'ftp://127.0.0.1:0' is no address to listen on: --urls takes such as http:")]
    [TestCase("""{"urls":["http://127.0.0.1:99999"]}""", "'http://127.0.0.1:99999' is no address")]
    [TestCase("""{"urls":["http://127.0.0.1:0/base"]}""", "'http://127.0.0.1:0/base' is no address")]
    [TestCase("""{"models":""}""", "hep: models is '': the path of a folder is allowed.")]
    [TestCase("""{"memory_bytes":0}""", "hep: memory_bytes is '0': a whole number from 1 on is allowed.")]
    [TestCase("""{"request_rate":{"per_second":0}}""", "hep: request_rate.per_second is '0': ")]
    [TestCase("""{"namespace_quotas":{"CMS":{"bytes":-1}}}""", "hep: namespace_quotas[CMS].bytes is '-1': ")]
    [TestCase("""{"total_quota":{"bytes":-1},"audit_file":"/no/such/folder/a"}""",
        "hep: total_quota.bytes is '-1': a whole number from 0 on is allowed. audit_file is '/no/such/folder/a': ")]
    public async Task What_cannot_be_meant_ends_the_start_with_its_key_and_what_was_expected(string file, string message)
    {
        string folder = TestData.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "serve.json"), file);

        ToolRun run = await ToolRun.OfAsync(["serve", "--config", "serve.json"], folder);

        Assert.That((run.ExitCode > 0, run.Error), Is.EqualTo((true, run.Error)));
        Assert.That(run.Error, Does.Contain(message).And.Not.Contain("internal error"));
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

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

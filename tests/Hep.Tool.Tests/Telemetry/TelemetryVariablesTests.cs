using Hep.Testing;
using Hep.Tool.Tests.Serving;
using Hep.Tool.Tests.Telemetry.Otlp;

namespace Hep.Tool.Tests.Telemetry;

/// <summary>The variables of OpenTelemetry, those of all signals and of one.</summary>
public sealed class TelemetryVariablesTests
{
    [TestCase("OTEL_EXPORTER_OTLP_TIMEOUT", "0", "a number of milliseconds above 0")]
    [TestCase("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "10s", "a number of milliseconds above 0")]
    [TestCase("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "grpc or http/protobuf")]
    [TestCase("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "s3cret", "grpc or http/protobuf")]
    [TestCase("OTEL_EXPORTER_OTLP_ENDPOINT", "s3cret@collector:4318", "an address such as http://127.0.0.1:4318")]
    [TestCase("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "ftp://s3cret@collector", "an address such as http://127.0.0.1:4318")]
    [TestCase("OTEL_EXPORTER_OTLP_HEADERS", "s3cret", "a list such as name=value,other=value")]
    [TestCase("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "authorization=s3cret,", "a list such as name=value,other=value")]
    [TestCase("OTEL_METRIC_EXPORT_INTERVAL", "0", "a number of milliseconds above 0")]
    public async Task What_cannot_be_meant_ends_the_start_with_its_name_alone(string variable, string value, string expected)
    {
        await using OtlpReceiver collector = await OtlpReceiver.StartAsync();
        (string, string)[] variables = [("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), (variable, value)];

        IOException failure = Assert.ThrowsAsync<IOException>(StartAsync);

        Assert.That(failure.Message, Does.Contain($"{variable} has a value that cannot be meant: {expected} is expected."));
        Assert.That(failure.Message, Does.Not.Contain("internal error").And.Not.Contain("s3cret"));

        async Task StartAsync()
        {
            await using ServiceProcess service = await ServiceProcess.StartAsync(TestData.NewFolder(), [], variables);
        }
    }

    [Test]
    public async Task What_each_signal_has_of_its_own_goes_before_what_all_have()
    {
        await using OtlpReceiver collector = await OtlpReceiver.StartAsync();

        await using ServiceProcess service = await ServiceProcess.StartAsync(TestData.NewFolder(), [],
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json"),
            ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf"), ("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "http/protobuf"));

        Assert.That((await service.StopAsync()).ExitCode, Is.Zero);
        Assert.That(collector.Metrics, Is.Not.Empty);
    }
}

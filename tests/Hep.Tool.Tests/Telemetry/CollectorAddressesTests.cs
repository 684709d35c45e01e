using Hep.Tool.Serving;
using OpenTelemetry.Exporter;

namespace Hep.Tool.Tests.Telemetry;

/// <summary>Which kind of telemetry an event of the exporter is about.</summary>
public sealed class CollectorAddressesTests
{
    [Test]
    public void A_kind_is_told_by_where_it_goes_and_not_by_words_in_the_address()
    {
        CollectorAddresses collectors = new();
        collectors.Add("Traces", "v1/traces", "T/Export", Http("http://metrics.example:4318"), isOwn: false);
        collectors.Add("Metrics", "v1/metrics", "M/Export", Http("http://127.0.0.1:1/otlp"), isOwn: true);

        Assert.That(collectors.SignalOf("http://metrics.example:4318/v1/traces"), Is.EqualTo("Traces"));
        Assert.That(collectors.SignalOf("http://127.0.0.1:1/otlp"), Is.EqualTo("Metrics"));
        Assert.That(collectors.SignalOf("http://127.0.0.1:1/metrics"), Is.EqualTo("Telemetry"));
    }

    [Test]
    public void Kinds_that_go_to_one_address_are_told_together()
    {
        CollectorAddresses collectors = new();
        collectors.Add("Traces", "v1/traces", "T/Export", Http("http://127.0.0.1:1/otlp"), isOwn: true);
        collectors.Add("Metrics", "v1/metrics", "M/Export", Http("http://127.0.0.1:1/otlp"), isOwn: true);

        Assert.That(collectors.SignalOf("http://127.0.0.1:1/otlp"), Is.EqualTo("Telemetry"));
    }

    private static OtlpExporterOptions Http(string address) =>
        new() { Endpoint = new Uri(address), Protocol = OtlpExportProtocol.HttpProtobuf };
}

using System.Globalization;
using System.Text.RegularExpressions;
using Hep.Testing;
using Hep.Tool.Tests.Serving;
using Hep.Tool.Tests.Telemetry.Otlp;
using SmallModels = Hep.Inference.Testing.Models;

namespace Hep.Tool.Tests.Telemetry;

/// <summary>Metrics of a service in a process of its own, as a collector gets them.</summary>
public sealed partial class MetricExportTests
{
    private static readonly Uri Scrape = new("/metrics", UriKind.Relative), Row = new("/v2/models/linear/infer", UriKind.Relative);

    // of the process and the machine, and of the scrape itself
    private static readonly string[] Moving = ["process_", "dotnet_", "nv_cpu_", "hep_requests_under_way", "hep_ready", "/metrics"];

    [Test]
    public async Task A_collector_gets_what_a_scrape_tells_under_the_same_names()
    {
        await using OtlpReceiver collector = await OtlpReceiver.StartAsync();

        string[] scraped = [.. (await AskAsync(["--otlp", collector.Address])).Where(IsStill)];

        IReadOnlyList<Metric> last = collector.Metrics[^1];
        Assert.That(scraped, Has.Length.GreaterThan(40));
        Assert.That(SamplesOf(last).Where(IsStill), Is.EquivalentTo(scraped));
        Assert.That(last.Select(m => m.Name), Is.SupersetOf(new[] { "nv_cpu_utilization", "process_resident_memory_bytes", "hep_ready" }));
        Assert.That(last.Where(m => m.Sum is not null).Select(m => (m.Sum.IsMonotonic, m.Sum.AggregationTemporality)),
            Is.All.EqualTo((true, 2)), "cumulative");
        Assert.That(last.Single(m => m.Name == "hep_ready").Gauge, Is.Not.Null);
        Assert.That(collector.ResourcesOfMetrics.SelectMany(r => r.Attributes), Has.Some.Matches<KeyValue>(
            a => a.Key == "service.name" && a.Value.StringValue == "hep"));

        static bool IsStill(string line) => !Moving.Any(line.Contains);
    }

    [TestCase("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "/v1/metrics", true, false)]
    [TestCase("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "/v1/traces", false, true)]
    [TestCase("OTEL_EXPORTER_OTLP_ENDPOINT", "", true, true)]
    public async Task The_variables_of_OpenTelemetry_say_what_goes_where(string variable, string path, bool hasMetrics, bool hasTraces)
    {
        await using OtlpReceiver collector = await OtlpReceiver.StartAsync();

        await AskAsync([], (variable, collector.Address + path));

        Assert.That((collector.Metrics.Count > 0, collector.Spans.Count > 0), Is.EqualTo((hasMetrics, hasTraces)));
    }

    [TestCase("OTEL_METRICS_EXPORTER", false, true)]
    [TestCase("OTEL_TRACES_EXPORTER", true, false)]
    public async Task What_is_switched_off_is_not_sent(string variable, bool hasMetrics, bool hasTraces)
    {
        await using OtlpReceiver collector = await OtlpReceiver.StartAsync();

        await AskAsync(["--otlp", collector.Address], (variable, "none"));

        Assert.That((collector.Metrics.Count > 0, collector.Spans.Count > 0), Is.EqualTo((hasMetrics, hasTraces)));
    }

    /// <summary>Has a service score a row and ends it, which sends what it has; gives what a scrape told before that.</summary>
    private static async Task<IEnumerable<string>> AskAsync(string[] arguments, params (string Name, string Value)[] variables)
    {
        await using ServiceProcess service = await ServiceProcess.StartAsync(TestData.NewFolder(), arguments, variables);
        await service.UploadAsync("linear", SmallModels.Linear(0.5f));
        using StringContent body = new("""{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}]}""");
        using HttpResponseMessage answer = await service.Http.PostAsync(Row, body);
        Assert.That(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        string scraped = await service.Http.GetStringAsync(Scrape);
        (int code, string error) = await service.StopAsync();
        Assert.That(code, Is.Zero, error);
        return scraped.Split('\n').Where(l => l.Length > 0 && l[0] != '#').Select(line => Line(
            line[..line.AsSpan().IndexOfAny('{', ' ')], Label().Matches(line).Select(l => (l.Groups[1].Value, l.Groups[2].Value)),
            line[line.LastIndexOf(' ')..].Trim()));
    }

    private static IEnumerable<string> SamplesOf(IEnumerable<Metric> metrics) => metrics.SelectMany(metric =>
        (metric.Sum?.DataPoints ?? metric.Gauge.DataPoints).Select(p => Line(metric.Name,
            p.Attributes.Select(a => (a.Key, a.Value.StringValue)), p.AsDouble.ToString("R", CultureInfo.InvariantCulture))));

    /// <summary>A sample as a text, in which the order of labels says nothing.</summary>
    private static string Line(string name, IEnumerable<(string Name, string Value)> labels, string value) =>
        $"{name} {string.Join(' ', labels.Order().Select(l => $"{l.Name}={l.Value}"))} {value}";

    [GeneratedRegex(@"(\w+)=""([^""]*)""")]
    private static partial Regex Label();
}

using System.Globalization;
using System.Text.RegularExpressions;
using Hep.Inference.Testing;

namespace Hep.Inference.Server.Tests.Telemetry;

/// <summary>What a Prometheus server scrapes.</summary>
public sealed partial class MetricsTests
{
    private const string Row = """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}]}""";

    [Test]
    public async Task Requests_are_counted_by_route_and_status_whatever_becomes_of_them()
    {
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("linear", Models.Linear(0.5f));
        for (int i = 0; i < 3; i++) await service.PostAsync("/v2/models/linear/infer", Row);
        await service.PostAsync("/v2/models/nosuch/infer", Row);

        Dictionary<string, double> metrics = await ScrapeAsync(service);

        const string route = "method=\"POST\",route=\"/v2/models/{name}/infer\"";
        Assert.That(metrics[$"hep_requests_total{{{route},status=\"200\"}}"], Is.EqualTo(3));
        Assert.That(metrics[$"hep_requests_total{{{route},status=\"404\"}}"], Is.EqualTo(1));
        Assert.That(metrics[$"hep_request_duration_seconds_count{{{route}}}"], Is.EqualTo(4));
        Assert.That(metrics[$"hep_request_duration_seconds_bucket{{{route},le=\"+Inf\"}}"], Is.EqualTo(4));
        Assert.That(metrics[$"hep_request_duration_seconds_sum{{{route}}}"], Is.GreaterThan(0));
        Assert.That((metrics["hep_requests_under_way"], metrics["hep_ready"]), Is.EqualTo((1, 1)), "the scrape itself");
        Assert.That(metrics["process_resident_memory_bytes"], Is.GreaterThan(1 << 20));
    }

    [Test]
    public async Task Answers_of_a_model_are_a_histogram_whose_buckets_add_up()
    {
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("linear", Models.Linear(0.5f));
        for (int i = 0; i < 5; i++) await service.PostAsync("/v2/models/linear/infer", Row);

        Dictionary<string, double> metrics = await ScrapeAsync(service);

        const string name = "nv_inference_first_response_histogram_ms", labels = "model=\"linear\",version=\"1\"";
        double[] buckets = [.. metrics.Where(m => m.Key.StartsWith($"{name}_bucket", StringComparison.Ordinal)).Select(m => m.Value)];
        Assert.That(buckets, Has.Length.EqualTo(14).And.Ordered);
        Assert.That(buckets[^1], Is.EqualTo(5));
        Assert.That(metrics[$"{name}_count{{{labels}}}"], Is.EqualTo(5));
        Assert.That(metrics[$"{name}_sum{{{labels}}}"], Is.GreaterThan(0));
    }

    [Test]
    public async Task Every_line_is_one_of_the_text_format_and_every_family_is_told_once()
    {
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("linear", Models.Linear(0.5f));
        await service.PostAsync("/v2/models/linear/infer", Row);
        await service.PostAsync("/no/such/path", Row);

        string[] lines = (await service.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative))).TrimEnd('\n').Split('\n');

        Assert.That(lines.Where(l => !Sample().IsMatch(l) && !Heading().IsMatch(l)), Is.Empty);
        string[] types = [.. lines.Where(l => l.StartsWith("# TYPE", StringComparison.Ordinal)).Select(l => l.Split(' ')[2])];
        Assert.That(types, Is.Unique);
        string[] of = [.. lines.Where(l => l[0] != '#').Select(l => Family().Match(l).Value).Distinct()];
        Assert.That(of.Where(f => !types.Contains(f) && !types.Any(t => f.StartsWith($"{t}_", StringComparison.Ordinal))), Is.Empty);
    }

    private static async Task<Dictionary<string, double>> ScrapeAsync(Service service) =>
        (await service.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n')
            .Where(l => l.Length > 0 && l[0] != '#')
            .ToDictionary(l => l[..l.LastIndexOf(' ')], l => double.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    [GeneratedRegex("""^[a-z_]+(\{([a-z]+="[^"\\]*",?)+\})? (NaN|[+-]?Inf|-?[0-9.]+(E[+-][0-9]+)?)$""")]
    private static partial Regex Sample();

    [GeneratedRegex("^# (HELP [a-z_]+ .+|TYPE [a-z_]+ (counter|gauge|histogram))$")]
    private static partial Regex Heading();

    [GeneratedRegex("^[a-z_]+")]
    private static partial Regex Family();
}

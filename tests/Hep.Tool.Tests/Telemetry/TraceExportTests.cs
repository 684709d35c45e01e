using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Google.Protobuf;
using Hep.Inference.Server;
using Hep.Testing;
using Hep.Tool.Serving;
using Hep.Tool.Tests.Serving;
using Hep.Tool.Tests.Telemetry.Otlp;
using SmallModels = Hep.Inference.Testing.Models;

namespace Hep.Tool.Tests.Telemetry;

/// <summary>Traces of a service in a process of its own, as a collector gets them.</summary>
public sealed class TraceExportTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736", Caller = "00f067aa0ba902b7";

    [Test]
    public async Task A_collector_gets_request_prediction_queue_and_run_of_the_callers_trace()
    {
        await using OtlpReceiver collector = await OtlpReceiver.StartAsync();

        await AskAsync(["--otlp", collector.Address]);

        Span[] spans = [.. collector.Spans.Where(s => Hex(s.TraceId) == Trace)];
        Span request = spans.Single(s => s.Kind == 2), prediction = spans.Single(s => s.Name == "predict"),
            queue = spans.Single(s => s.Name == "queue"), run = spans.Single(s => s.Name == "run");
        Assert.That(request.Name, Is.EqualTo("POST /v2/models/{name}/infer"));
        Assert.That(Hex(request.ParentSpanId), Is.EqualTo(Caller));
        Assert.That(prediction.ParentSpanId, Is.EqualTo(request.SpanId));
        Assert.That((queue.ParentSpanId, run.ParentSpanId), Is.EqualTo((prediction.SpanId, prediction.SpanId)));
        Assert.That((Value(prediction, "hep.model"), Value(run, "hep.rows"), Value(run, "hep.calls")), Is.EqualTo(("linear", "1", "1")));
        Assert.That(queue.StartTimeUnixNano, Is.GreaterThanOrEqualTo(prediction.StartTimeUnixNano));
        Assert.That(run.StartTimeUnixNano, Is.EqualTo(queue.EndTimeUnixNano));
        Assert.That(run.EndTimeUnixNano, Is.GreaterThan(run.StartTimeUnixNano).And.LessThanOrEqualTo(request.EndTimeUnixNano));
        Assert.That(collector.Spans.Select(s => s.Name), Has.None.Contains("health").And.Some.EqualTo("GET /v2"));
        Assert.That(collector.Spans.SelectMany(s => s.Attributes), Has.None.Matches<KeyValue>(
            a => a.Key == "url.query" || a.Value.StringValue.Contains("callersword", StringComparison.Ordinal)));
        Assert.That(collector.Resources.SelectMany(r => r.Attributes), Has.Some.Matches<KeyValue>(
            a => a.Key == "service.name" && a.Value.StringValue == "hep"));
    }

    [Test]
    public async Task The_variables_of_OpenTelemetry_name_collector_and_service_too()
    {
        await using OtlpReceiver collector = await OtlpReceiver.StartAsync();

        await AskAsync([], ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_SERVICE_NAME", "scores"));

        Assert.That(collector.Spans.Select(s => s.Name), Has.Some.EqualTo("predict"));
        Assert.That(collector.Resources.SelectMany(r => r.Attributes), Has.Some.Matches<KeyValue>(
            a => a.Key == "service.name" && a.Value.StringValue == "scores"));
    }

    [Test, NonParallelizable]
    public async Task A_collector_that_is_away_is_told_of_once_and_once_more_when_it_is_there()
    {
        Uri address;
        await using (OtlpReceiver gone = await OtlpReceiver.StartAsync()) address = new Uri(gone.Address);
        await WatchAsync(address, async (askUntil, said) =>
        {
            await askUntil(() => Told(said()) > 0);
            for (int i = 0; i < 10; i++)   // parcels that are dropped too
            {
                await askUntil(() => true);
                await Task.Delay(150);
            }
            int away = Told(said());
            await using OtlpReceiver back = await OtlpReceiver.StartAsync(address.Port);
            await askUntil(() => Told(said()) > 1);

            Assert.That(away, Is.EqualTo(1), said());
            Assert.That(said().Split('\n'), Has.Exactly(1).Match(
                "hep serve: warning: Traces do not come to their collector, and are dropped until they do: Connection refused"));
            Assert.That(said(), Does.Contain("Traces come to their collector again"));
        });
    }

    [NonParallelizable]
    [TestCase(404, "404 (Not Found)")]
    [TestCase(503, "503 (Service Unavailable)")]
    public async Task A_collector_that_refuses_is_told_of_with_its_status(int status, string why)
    {
        await using OtlpReceiver collector = await OtlpReceiver.StartAsync();
        collector.Refusal = status;
        await WatchAsync(new Uri(collector.Address), async (askUntil, said) =>
        {
            await askUntil(() => Told(said()) > 0);
            Assert.That(said(), Does.Contain("Traces do not come to their collector").And.Contain(why));
            collector.Refusal = null;
            await askUntil(() => Told(said()) > 1);

            Assert.That(said(), Does.Contain("Traces come to their collector again"));
        });
    }

    [Test]
    public async Task No_address_is_told_before_the_service_starts()
    {
        ToolRun run = await ToolRun.OfAsync(["serve", "--otlp", "collector:4317"], TestData.NewFolder());

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("--otlp takes an address such as http://127.0.0.1:4318, not 'collector:4317'."));
    }

    private static int Told(string said) => said.Split("Traces come to").Length + said.Split("Traces do not").Length - 2;

    /// <summary>Runs a service that sends its traces ten times a second, and gives requests until enough was said, and what was.</summary>
    private static async Task WatchAsync(Uri collector, Func<Func<Func<bool>, Task>, Func<string>, Task> watch)
    {
        string folder = TestData.NewFolder();
        InferenceServerOptions options = new() { ModelsFolder = Path.Combine(folder, "models"), TokenFile = Path.Combine(folder, "token") };
        Environment.SetEnvironmentVariable("OTEL_BSP_SCHEDULE_DELAY", "100");
        using StringWriter text = new();
        using TextWriter messages = TextWriter.Synchronized(text);
        try
        {
            await using ServiceHost service =
                await ServiceHost.StartAsync(options, new(["http://127.0.0.1:0"]), null, messages, default, collector);
            using HttpClient http = new() { BaseAddress = new Uri(service.Addresses[0]) };
            await watch(isEnough => AskUntilAsync(http, isEnough), Said);
        }
        finally
        {
            Environment.SetEnvironmentVariable("OTEL_BSP_SCHEDULE_DELAY", null);
        }

        string Said()
        {
            lock (messages) return text.ToString();   // as it is written
        }

        static async Task AskUntilAsync(HttpClient http, Func<bool> isEnough)
        {
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
            do
            {
                _ = await http.GetStringAsync(new Uri("/v2", UriKind.Relative), patience.Token);
                await Task.Delay(20, patience.Token);
            }
            while (!isEnough());
        }
    }

    /// <summary>Has a service score a row, within a caller's trace, and ends it, which sends what it still has.</summary>
    private static async Task AskAsync(string[] arguments, params (string Name, string Value)[] variables)
    {
        await using ServiceProcess service = await ServiceProcess.StartAsync(TestData.NewFolder(), arguments, variables);
        await service.UploadAsync("linear", SmallModels.Linear(0.5f));
        _ = await service.Http.GetStringAsync(new Uri("/v2/health/ready", UriKind.Relative));
        using HttpResponseMessage asked = await service.Http.GetAsync(new Uri("/v2?callersword=1", UriKind.Relative));
        using HttpRequestMessage request = new(HttpMethod.Post, "/v2/models/linear/infer");
        request.Headers.TryAddWithoutValidation("traceparent", $"00-{Trace}-{Caller}-01");
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(
            """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}]}"""));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage answer = await service.Http.SendAsync(request);
        Assert.That(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        (int code, string error) = await service.StopAsync();
        Assert.That(code, Is.Zero, error);
    }

    private static string Hex(ByteString bytes) => Convert.ToHexStringLower(bytes.Span);

    private static string Value(Span span, string name) => span.Attributes.Single(a => a.Key == name).Value is var value
        && value.ValueCase == AnyValue.ValueOneofCase.StringValue
            ? value.StringValue
            : value.IntValue.ToString(CultureInfo.InvariantCulture);
}

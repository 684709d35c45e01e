using System.Net;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Hep.Inference.Protobuf;
using Hep.Inference.Testing;
using Hep.Testing;

namespace Hep.Inference.Server.Tests.Telemetry;

/// <summary>A line of JSON for each request.</summary>
public sealed class RequestLogTests
{
    private const string Row = """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}]}""";

    [Test]
    public async Task A_request_is_a_line_with_route_model_version_status_time_rows_bytes_and_trace()
    {
        string path = Path.Combine(TestData.NewFolder(), "requests.jsonl");
        const string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        await using (Service service = await Service.StartAsync(change: o => o with { RequestLog = path }))
        {
            await service.UploadAsync("linear", Models.Linear(0.5f));
            using HttpRequestMessage request =
                new(HttpMethod.Post, "/v2/models/linear/infer?secret=1") { Content = new StringContent(Row) };
            request.Headers.TryAddWithoutValidation("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
            using HttpResponseMessage answer = await service.Http.SendAsync(request);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }

        JsonElement line = Lines(path).Single(l => Text(l, "route") == "/v2/models/{name}/infer");
        Assert.That((Text(line, "method"), Text(line, "model"), Text(line, "trace")), Is.EqualTo(("POST", "linear", trace)));
        Assert.That((Number(line, "version"), Number(line, "status"), Number(line, "rows"), Number(line, "bytes")),
            Is.EqualTo((1, 200, 1, Row.Length)));
        Assert.That(Number(line, "answer_bytes"), Is.GreaterThan(0));
        Assert.That(Number(line, "milliseconds"), Is.GreaterThan(0));
        Assert.That(line.GetProperty("time").GetDateTimeOffset(), Is.LessThanOrEqualTo(DateTimeOffset.UtcNow));
    }

    [Test]
    public async Task Neither_tokens_nor_queries_nor_names_that_are_none_are_in_it()
    {
        string path = Path.Combine(TestData.NewFolder(), "requests.jsonl"), token;
        await using (Service service = await Service.StartAsync(change: o => o with { RequestLog = path }))
        {
            token = service.Token;
            _ = await service.Administrator.GetAsync(new Uri("/v2/repository/search?q=hidden", UriKind.Relative));
            _ = await service.Http.GetAsync(new Uri("/v2/models/a%22%0Ab", UriKind.Relative));
            _ = await service.Http.GetAsync(new Uri("/no/such/path", UriKind.Relative));
            using HttpRequestMessage odd = new(new HttpMethod("ABRACADABRA"), "/v2");
            _ = await service.Http.SendAsync(odd);
        }

        string text = await File.ReadAllTextAsync(path);
        Assert.That(text, Does.Not.Contain(token).And.Not.Contain("hidden").And.Not.Contain("a\\u0022").And.Not.Contain("ABRACADABRA")
            .And.Not.Contain("such"));
        Assert.That(Lines(path).Select(l => (Text(l, "method"), Text(l, "route"), Number(l, "status"))), Is.EquivalentTo(new[]
        {
            ("GET", "/v2/repository/search", 200d), ("GET", "/v2/models/{name}", 400), ("GET", "/{**path}", 404), ("other", "/v2", 405),
        }));
        if (!OperatingSystem.IsWindows())
            Assert.That(File.GetUnixFileMode(path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task Calls_of_gRPC_are_lines_and_counts_as_well()
    {
        string path = Path.Combine(TestData.NewFolder(), "requests.jsonl"), metrics;
        int answered = 0;
        await using (Service service = await Service.StartAsync(change: o => o with { RequestLog = path }))
        {
            await service.UploadAsync("linear", Models.Linear(0));
            using GrpcCalls calls = new(service.GrpcAddress);
            _ = await calls.CallAsync("ServerLive", []);
            _ = await calls.CallAsync("ModelReady", Named("linear"));
            using (AsyncDuplexStreamingCall<byte[], byte[]> stream = calls.Stream("ModelStreamInfer"))
            {
                await stream.RequestStream.WriteAsync(Named("nothing"));
                await stream.RequestStream.WriteAsync(Named("nothing"));
                await stream.RequestStream.CompleteAsync();
                while (await stream.ResponseStream.MoveNext(default)) answered += stream.ResponseStream.Current.Length;
            }
            metrics = await service.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        }

        JsonElement line = Line("ServerLive"), ready = Line("ModelReady"), streamed = Line("ModelStreamInfer");
        Assert.That((Text(line, "route"), Number(line, "status")), Is.EqualTo(("/inference.GRPCInferenceService/ServerLive", 200)));
        Assert.That((Number(ready, "bytes"), Number(ready, "answer_bytes")), Is.EqualTo((Named("linear").Length, 2)));   // ready: true
        Assert.That((Number(streamed, "bytes"), Number(streamed, "answer_bytes")), Is.EqualTo((2 * Named("nothing").Length, answered)));
        Assert.That(metrics, Does.Contain(
            "hep_requests_total{method=\"gRPC\",route=\"/inference.GRPCInferenceService/ServerLive\",status=\"200\"} 1\n"));

        JsonElement Line(string method) => Lines(path).Single(l => Text(l, "route") == $"/inference.GRPCInferenceService/{method}");

        static byte[] Named(string model) => new ModelReadyRequest { Name = model }.ToByteArray();   // of any request the first field
    }

    [Test]
    public async Task Calls_of_gRPC_that_the_library_refuses_are_lines_too()
    {
        string path = Path.Combine(TestData.NewFolder(), "requests.jsonl");
        await using (Service service = await Service.StartAsync(change: o => o with { RequestLog = path, MaximumRequestBytes = 1000 }))
        {
            using GrpcCalls calls = new(service.GrpcAddress);
            await calls.RefusalAsync("ModelInfer", new byte[2000]);   // too long
            await calls.RefusalAsync("ModelReady", [0xff]);           // no message
            await calls.RefusalAsync("NoSuchMethod", []);
            using HttpClient http = new() { BaseAddress = service.GrpcAddress };
            using HttpRequestMessage empty = new(HttpMethod.Post, "/inference.GRPCInferenceService/ServerReady")
            {
                Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent([]),
            };
            empty.Content.Headers.ContentType = new("application/grpc");
            using HttpResponseMessage answer = await http.SendAsync(empty);
        }

        const string prefix = "/inference.GRPCInferenceService/";
        Assert.That(Lines(path).Select(l => (Text(l, "method"), Text(l, "route"), Number(l, "status"))), Is.EqualTo(new[]
        {
            ("gRPC", $"{prefix}ModelInfer", 413d), ("gRPC", $"{prefix}ModelReady", 400), ("gRPC", "/{service}/{method}", 501),
            ("gRPC", $"{prefix}ServerReady", 400),
        }));
    }

    [Test]
    public async Task A_log_that_is_moved_away_goes_on_in_a_new_file()
    {
        string path = Path.Combine(TestData.NewFolder(), "requests.jsonl");
        await using Service service = await Service.StartAsync(change: o => o with { RequestLog = path });
        _ = await service.Http.GetAsync(new Uri("/v2", UriKind.Relative));
        while (!File.Exists(path) || new FileInfo(path).Length == 0) await Task.Delay(10);
        File.Move(path, path + ".1");

        _ = await service.Http.GetAsync(new Uri("/v2/health/live", UriKind.Relative));

        while (!File.Exists(path) || new FileInfo(path).Length == 0) await Task.Delay(10);
        Assert.That(Text(Lines(path).Single(), "route"), Is.EqualTo("/v2/health/live"));
    }

    private static JsonElement[] Lines(string path) => [.. File.ReadLines(path).Select(l => JsonDocument.Parse(l).RootElement)];

    private static string? Text(JsonElement line, string name) =>
        line.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static double Number(JsonElement line, string name) => line.GetProperty(name).GetDouble();
}

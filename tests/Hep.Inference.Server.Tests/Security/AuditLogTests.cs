using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Hep.Inference.Server.Security;
using Hep.Inference.Testing;
using Hep.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hep.Inference.Server.Tests.Security;

public sealed class AuditLogTests
{
    [Test]
    public async Task Changes_and_refusals_are_told_with_who_what_when_and_outcome_and_without_secrets()
    {
        string path = Path.Combine(TestData.NewFolder(), "audit.jsonl");
        SteppedTime time = new();
        await using Service service = await Service.StartAsync(time: time, change: o => o with { AuditFile = path });
        using HttpClient ci = await service.ClientOfAsync("ci", "upload:cms"), wrong = service.ClientWith("hep_secretsecret");
        using GrpcCalls calls = new(service.GrpcAddress, ci.DefaultRequestHeaders.Authorization!.Parameter);

        await SendAsync(ci, HttpMethod.Post, "/v2/repository/models/cms.a/versions?description=hidden", Models.Linear(0));
        await ReadAsync(path, 1);
        await SendAsync(ci, HttpMethod.Delete, "/v2/repository/models/cms.a?now=true");
        await ReadAsync(path, 2);
        await SendAsync(ci, HttpMethod.Get, "/v2/models/cms.a");
        await SendAsync(wrong, HttpMethod.Get, "/v2/models");
        await ReadAsync(path, 3);
        await SendAsync(service.Http, HttpMethod.Delete, "/delete?model=cms.a");
        await ReadAsync(path, 4);
        await SendAsync(service.Http, HttpMethod.Delete, "/v2/repository/models/..%2F..%2Fetc");
        await ReadAsync(path, 5);
        await calls.RefusalAsync("RepositoryModelUnload", [0x12, 5, .. "cms.a"u8]);

        string text = await ReadAsync(path, 6);
        JsonElement[] lines = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];
        Assert.That(lines.Select(l => string.Join(' ', Text(l, "caller"), Text(l, "action"), Text(l, "model"), l.GetProperty("status"))),
            Is.EqualTo(new[]
            {
                "ci POST /v2/repository/models/{name}/versions cms.a 200",
                "ci DELETE /v2/repository/models/{name} cms.a 403",
                "unknown GET /v2/models  401",
                "anonymous DELETE /delete  401",
                "anonymous DELETE /v2/repository/models/{name}  400",
                "ci /inference.GRPCInferenceService/RepositoryModelUnload cms.a 403",
            }));
        Assert.That(lines[0].GetProperty("time").GetDateTimeOffset(), Is.EqualTo(time.GetUtcNow()));
        Assert.That(lines[0].GetProperty("address").GetString(), Is.EqualTo("127.0.0.1"));
        Assert.That(text, Does.Not.Contain("secret").And.Not.Contain("hidden").And.Not.Contain("etc"));
        if (!OperatingSystem.IsWindows())
            Assert.That(File.GetUnixFileMode(path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task Nobody_can_fill_the_disk_with_what_did_not_happen()
    {
        string path = Path.Combine(TestData.NewFolder(), "audit.jsonl");
        await using Service service = await Service.StartAsync(change: o => o with { AuditFile = path });
        using HttpClient wrong = service.ClientWith("wrong"), named = await service.ClientOfAsync("named", "read");

        for (int i = 0; i < 350; i++)
        {
            await SendAsync(wrong, HttpMethod.Get, "/v2/models");
            await SendAsync(service.Http, HttpMethod.Delete, "/v2/repository/models/-x");   // 400, before anybody asks who it is
        }
        for (int i = 0; i < 650; i++) await SendAsync(named, HttpMethod.Delete, "/v2/repository/models/a");
        await SendAsync(service.Administrator, HttpMethod.Delete, "/v2/repository/models/nosuch");

        string[] lines = (await ReadAsync(path, 1201)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(1201));
        Assert.That(lines.Count(l => l.Contains("\"caller\":\"named\"", StringComparison.Ordinal)), Is.EqualTo(600));
        Assert.That(lines[^1], Does.Match("\"status\":404,\"refusals_not_told\":(49|50)}"));   // of the last one perhaps not yet
    }

    [Test]
    public async Task A_full_queue_is_no_refusal_for_who_asked_and_a_rate_is()
    {
        string path = Path.Combine(TestData.NewFolder(), "audit.jsonl");
        InferenceServerOptions options = new() { AuditFile = path, RequestRate = new() { PerSecond = 1, Burst = 1 } };
        using AuditLog audit = new(options, TimeProvider.System, NullLoggerFactory.Instance);
        using ClientRates rates = new(options);
        DefaultHttpContext context = new();

        audit.Note(context, AccessRole.Predict, "a", null, StatusCodes.Status429TooManyRequests);
        Assert.That(File.Exists(path), Is.False);
        Assert.Throws<InferenceException>(() => { for (int i = 0; i < 50; i++) rates.Count(context, caller: null); });
        audit.Note(context, AccessRole.Predict, "a", null, StatusCodes.Status429TooManyRequests);
        Assert.That(await File.ReadAllTextAsync(path), Does.Contain("\"status\":429"));
    }

    [Test]
    public async Task An_upload_that_its_client_cut_off_is_told_as_such()
    {
        string path = Path.Combine(TestData.NewFolder(), "audit.jsonl");
        await using Service service = await Service.StartAsync(change: o => o with { AuditFile = path });
        using (TcpClient client = new("127.0.0.1", service.Address.Port))
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("POST /v2/repository/models/a/versions HTTP/1.1\r\n"
                + $"Host: localhost\r\nAuthorization: Bearer {service.Token}\r\nContent-Length: 1000\r\n\r\nabc"));
            await Task.Delay(200);
            client.Client.LingerState = new LingerOption(true, 0);
        }

        Assert.That(await ReadAsync(path, 1), Does.Match("\"status\":(499|400)}"));
    }

    [Test]
    public async Task A_client_beyond_its_rate_gets_429_with_the_time_to_wait_and_others_do_not()
    {
        await using Service service = await Service.StartAsync(change: o => o with { RequestRate = new() { PerSecond = 1, Burst = 5 } });
        using HttpClient other = await service.ClientOfAsync("other", "read"), wrong = service.ClientWith("wrong");
        using GrpcCalls calls = new(service.GrpcAddress);

        HttpResponseMessage? refused = null;
        for (int i = 0; i < 50 && refused is null; i++)
        {
            HttpResponseMessage answer = await service.Http.GetAsync(new Uri("/v2", UriKind.Relative));
            if (answer.StatusCode == HttpStatusCode.TooManyRequests) refused = answer;
            else answer.Dispose();
        }

        Assert.That(refused!.Headers.RetryAfter!.Delta, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("slow down"));
        refused.Dispose();
        Assert.That(await SendAsync(other, HttpMethod.Get, "/v2"), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await SendAsync(wrong, HttpMethod.Get, "/v2"), Is.EqualTo(HttpStatusCode.TooManyRequests));   // the same address
        Assert.That((await calls.RefusalAsync("ServerLive", [])).StatusCode, Is.EqualTo(StatusCode.Unavailable));
    }

    /// <summary>The file once it has so many lines: one is written when its request is over, which is after its answer.</summary>
    private static async Task<string> ReadAsync(string path, int lines)
    {
        for (int tries = 0; tries < 200; tries++, await Task.Delay(50))
            if (File.Exists(path) && await File.ReadAllTextAsync(path) is var text && text.Count(c => c == '\n') >= lines) return text;
        throw new AssertionException($"There are no {lines} lines.");
    }

    private static string Text(JsonElement line, string name) => line.TryGetProperty(name, out JsonElement value) ? value.GetString()! : "";

    private static async Task<HttpStatusCode> SendAsync(HttpClient client, HttpMethod method, string path, byte[]? body = null)
    {
        using HttpRequestMessage request = new(method, path) { Content = body is null ? null : new ByteArrayContent(body) };
        using HttpResponseMessage answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}

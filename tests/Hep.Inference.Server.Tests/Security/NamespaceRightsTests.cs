using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Grpc.Core;
using Hep.Inference.Protobuf;
using Hep.Inference.Server.Routing;
using Hep.Inference.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Hep.Inference.Server.Tests.Security;

/// <summary>Rights hold for namespaces, wherever a request names its model: in the path, in the query, in the body, in a list.</summary>
public sealed class NamespaceRightsTests
{
    private const string Mine = "cms.b2g.mine", Foreign = "atlas.foreign";

    /// <summary>Routes whose model stands in no path: what makes of a model's name a request that asks for it.</summary>
    private static readonly Dictionary<string, Func<string, (string Query, HttpContent Body)>> NamedInBodies = new()
    {
        ["POST /json"] = model => ("", Text($$"""{"keys":[],"values":[1,2,3,4],"model":"{{model}}"}""")),
        ["POST /predict/json"] = model => ("", Text($$"""{"keys":[],"values":[1,2,3,4],"model":"{{model}}"}""")),
        ["POST /proto"] = model => ("", Row(model)),
        ["POST /predict/proto"] = model => ("", Row(model)),
        ["POST /image"] = model => ("", Form(("model", "", Encoding.UTF8.GetBytes(model)), ("image", "x.png", [1]))),
        ["POST /predict/image"] = model => ($"?model={model}", Form(("image", "x.png", [1]))),
        ["POST /upload"] = model => ("", Form(("name", "", Encoding.UTF8.GetBytes(model)),
            ("params", "params.json", Encoding.UTF8.GetBytes($$"""{"name":"{{model}}","model":"model.onnx"}""")),
            ("model", "model.onnx", Models.Linear(2)))),
        ["DELETE /delete"] = model => ("", Form(("model", "", Encoding.UTF8.GetBytes(model)))),
    };

    /// <summary>Routes that are about no model, and those that list models.</summary>
    private static readonly string[] OfService =
    [
        "GET /", "GET /ui", "GET /ui/{file}", "GET /ui/{folder}/{file}", "GET /v2/whoami",
        "GET /v2", "GET /v2/health/live", "GET /v2/health/ready", "GET /openapi.json", "GET /status", "GET /v2/trace/setting",
        "GET /v2/logging",
        "GET /v2/systemsharedmemory/status", "POST /v2/systemsharedmemory/unregister",
        "GET /v2/cudasharedmemory/status", "POST /v2/cudasharedmemory/unregister",
    ];

    private static readonly string[] Lists =
    [
        "GET /v2/models", "GET /v2/models/stats", "POST /v2/repository/index", "GET /metrics", "GET /v2/repository/models",
        "GET /v2/repository/search", "GET /v2/repository/usage", "GET /v2/repository/deleted", "GET /v2/repository/history", "GET /models",
    ];

    private const string Slow = "?execution=%7B%22queue_length%22%3A1%2C%22share%22%3A0.01%7D";

    private Service _service = null!;
    private HttpClient _caller = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _service = await Service.StartAsync();
        foreach (string model in new[] { Mine, Foreign, "none" }) await _service.UploadAsync(model, Models.Linear(0));
        foreach (string model in new[] { "cms.gone", "atlas.gone" })
        {
            await _service.UploadAsync(model, Models.Linear(1));
            await _service.ChangeAsync(HttpMethod.Delete, model);
        }
        _caller = await _service.ClientOfAsync("convener", "admin:cms");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _caller.Dispose();
        await _service.DisposeAsync();
    }

    [Test]
    public async Task Every_route_that_names_a_model_refuses_those_of_other_namespaces()
    {
        foreach (Route route in _service.Services.GetRequiredService<RouteTable>().Routes)
        {
            string key = $"{route.Method} {route.Pattern}";
            if (OfService.Contains(key) || Lists.Contains(key)) continue;
            foreach (string model in new[] { Foreign, "atlas.nosuch", "cms", "cmsx.a", "none" })
                Assert.That(await StatusAsync(route, model), Is.EqualTo(HttpStatusCode.Forbidden), $"{key} of {model}");
            Assert.That(await StatusAsync(route, "cms.nosuch"),
                Is.Not.EqualTo(HttpStatusCode.Forbidden).And.Not.EqualTo(HttpStatusCode.InternalServerError), key);
        }
        Assert.That((await _service.GetModelAsync(Foreign)).Versions, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Every_list_has_what_the_caller_may_see_and_nothing_else()
    {
        foreach (string key in Lists)
        {
            string[] parts = key.Split(' ');
            using HttpRequestMessage request = new(new HttpMethod(parts[0]), parts[1]);
            using HttpResponseMessage answer = await _caller.SendAsync(request);
            string body = await answer.Content.ReadAsStringAsync();

            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), key);
            Assert.That(body, Does.Contain("cms").And.Not.Contain("atlas").And.Not.Contain("\"none\""), key);
        }
    }

    [Test]
    public void Every_route_is_one_of_these()
    {
        IEnumerable<string> routes = _service.Services.GetRequiredService<RouteTable>().Routes
            .Where(r => !r.Pattern.Contains("{name}", StringComparison.Ordinal)).Select(r => $"{r.Method} {r.Pattern}");

        Assert.That(routes, Is.EquivalentTo(OfService.Concat(Lists).Concat(NamedInBodies.Keys)));
    }

    [Test]
    public async Task A_role_holds_those_before_it_and_no_other()
    {
        using HttpClient uploader = await _service.ClientOfAsync("uploader", "upload:cms.b2g");
        using HttpClient reader = await _service.ClientOfAsync("reader", "read:cms");

        Assert.That(await UploadAsync(uploader, "cms.b2g.own"), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await UploadAsync(uploader, "cms.own"), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await UploadAsync(reader, "cms.b2g.own"), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await SendAsync(uploader, HttpMethod.Delete, "/v2/repository/models/cms.b2g.own"),
            Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await SendAsync(uploader, HttpMethod.Post, "/v2/models/cms.b2g.own/infer"), Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await SendAsync(reader, HttpMethod.Post, "/v2/models/cms.b2g.own/infer"), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await SendAsync(reader, HttpMethod.Get, "/v2/models/cms.b2g.own"), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Whoever_may_upload_adds_versions_but_does_not_move_what_somebody_chose()
    {
        using HttpClient uploader = await _service.ClientOfAsync("adder", "upload:cms");
        Assert.That(await UploadAsync(uploader, "cms.chosen", Models.Linear(0)), Is.EqualTo(HttpStatusCode.OK));
        await _service.ChangeAsync(HttpMethod.Patch, "cms.chosen/versions/1", """{"tags":{"production":true}}""");
        await _service.ChangeAsync(HttpMethod.Patch, "cms.chosen", """{"default_policy":"tag:production","aliases":{"champion":1}}""");

        Assert.That(await UploadAsync(uploader, "cms.chosen", Models.Linear(1), "?alias=champion"), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await UploadAsync(uploader, "cms.chosen", Models.Linear(1), "?tag=production"), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await UploadAsync(uploader, "cms.chosen", Models.Linear(1), "?tag=candidate"), Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await _service.GetModelAsync("cms.chosen")).DefaultVersion, Is.EqualTo(1));

        foreach ((string model, int seed) in new[] { ("cms.chosen", 1), ("cms.chosen", 3), ("cms.unknown", 0) })
            Assert.That(await UploadAsync(uploader, model, Models.Linear(seed), Slow), Is.EqualTo(HttpStatusCode.Forbidden), model);
        Assert.That((await _service.GetModelAsync("cms.chosen")).Execution, Is.EqualTo(ModelExecution.Default));
        await _service.UploadAsync("cms.slow", Models.Linear(0), Slow);
        Assert.That(await UploadAsync(uploader, "cms.slow", Models.Linear(1), Slow), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Over_gRPC_the_same_rights_hold()
    {
        using GrpcCalls calls = new(_service.GrpcAddress, _caller.DefaultRequestHeaders.Authorization!.Parameter);

        foreach ((string method, byte[] request) in GrpcRequestsOf(Foreign))
            Assert.That((await calls.RefusalAsync(method, request)).StatusCode, Is.EqualTo(StatusCode.PermissionDenied), method);
        foreach ((string method, byte[] request) in GrpcRequestsOf(Mine))
            Assert.That((await calls.RefusalAsync(method, request)).StatusCode, Is.Not.EqualTo(StatusCode.PermissionDenied), method);
        RepositoryIndexResponse index = await calls.CallAsync<RepositoryIndexResponse>("RepositoryIndex", new RepositoryIndexRequest());
        ModelStatisticsResponse statistics = await calls.CallAsync<ModelStatisticsResponse>("ModelStatistics",
            new ModelStatisticsRequest());
        Assert.That(index.Models.Select(m => m.Name), Is.Not.Empty.And.All.StartsWith("cms."));
        Assert.That(statistics.ModelStats.Select(m => m.Name), Is.Not.Empty.And.All.StartsWith("cms."));

        using AsyncDuplexStreamingCall<byte[], byte[]> stream = calls.Stream("ModelStreamInfer");
        await stream.RequestStream.WriteAsync(GrpcRequestsOf(Foreign).Single(r => r.Method == "ModelInfer").Request);
        await stream.RequestStream.CompleteAsync();
        Assert.That(await stream.ResponseStream.MoveNext(CancellationToken.None), Is.True);
        Assert.That(ModelStreamInferResponse.Parser.ParseFrom(stream.ResponseStream.Current).ErrorMessage,
            Does.Contain("may not predict"));
    }

    [Test]
    public async Task A_name_that_is_nearly_right_is_told_within_its_namespace_alone()
    {
        (_, string own) = await AdministerAsync("cms.b2g.mime");
        (_, string other) = await AdministerAsync("cms.b2g.foreign");

        Assert.That(own, Does.Contain(Mine));
        Assert.That(other, Does.Not.Contain("atlas"));

        async Task<(HttpStatusCode, string)> AdministerAsync(string name)
        {
            using HttpResponseMessage answer = await _caller.GetAsync(new Uri($"/v2/models/{name}", UriKind.Relative));
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    private static IEnumerable<(string Method, byte[] Request)> GrpcRequestsOf(string model)
    {
        byte[] first = [0x0A, (byte)model.Length, .. Encoding.UTF8.GetBytes(model)];    // field 1
        byte[] second = [0x12, (byte)model.Length, .. Encoding.UTF8.GetBytes(model)];   // field 2
        foreach (string method in new[] { "ModelReady", "ModelMetadata", "ModelConfig", "ModelStatistics", "ModelInfer" })
            yield return (method, first);
        yield return ("RepositoryModelUnload", second);
        yield return ("RepositoryModelLoad", second);
    }

    private async Task<HttpStatusCode> StatusAsync(Route route, string model)
    {
        (string query, HttpContent? body) = NamedInBodies.TryGetValue($"{route.Method} {route.Pattern}", out var make)
            ? make(model) : ("", null);
        string path = route.Pattern.Replace("{name}", model, StringComparison.Ordinal).Replace("{version}", "1", StringComparison.Ordinal);
        using HttpRequestMessage request = new(new HttpMethod(route.Method), path + query) { Content = body };
        using HttpResponseMessage answer = await _caller.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient client, HttpMethod method, string path)
    {
        using HttpRequestMessage request = new(method, path);
        using HttpResponseMessage answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> UploadAsync(HttpClient client, string model, byte[]? content = null, string query = "")
    {
        using HttpResponseMessage answer = await client.PostAsync(
            $"/v2/repository/models/{model}/versions{query}", new ByteArrayContent(content ?? Models.Linear(0)));
        return answer.StatusCode;
    }

    private static StringContent Text(string json) => new(json, Encoding.UTF8, "application/json");

    private static ByteArrayContent Row(string model) => new([0x1A, (byte)model.Length, .. Encoding.UTF8.GetBytes(model)]);

    private static MultipartFormDataContent Form(params (string Name, string File, byte[] Content)[] parts)
    {
        MultipartFormDataContent form = [];
        foreach ((string name, string file, byte[] content) in parts)
        {
            ByteArrayContent part = new(content);
            part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data")
            {
                Name = name,
                FileName = file.Length > 0 ? file : null,
            };
            form.Add(part);
        }
        return form;
    }
}

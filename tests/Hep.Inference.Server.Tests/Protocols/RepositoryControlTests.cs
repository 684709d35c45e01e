using System.Net;
using System.Text.Json;
using Hep.Inference.Testing;

namespace Hep.Inference.Server.Tests.Protocols;

public sealed class RepositoryControlTests
{
    private const string Row = """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}]}""";

    [Test]
    public async Task What_is_unloaded_answers_nobody_until_it_is_loaded_again()
    {
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("linear", Models.Linear(0));

        HttpStatusCode unload = await PostAsync(service, "unload");
        (HttpStatusCode refused, string why) = await service.PostAsync("/v2/models/linear/infer", Row);
        string unloaded = await StateAsync(service);
        HttpStatusCode load = await PostAsync(service, "load");
        (HttpStatusCode answered, _) = await service.PostAsync("/v2/models/linear/infer", Row);

        Assert.That((unload, refused, load, answered),
            Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK, HttpStatusCode.OK)));
        Assert.That(why, Does.Contain("unloaded"));
        Assert.That((unloaded, await StateAsync(service)), Is.EqualTo(("UNAVAILABLE unloaded", "READY ")));
    }

    [Test]
    public async Task A_version_added_to_an_unloaded_model_answers()
    {
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("linear", Models.Linear(0));
        await PostAsync(service, "unload");

        await service.UploadAsync("linear", Models.Linear(1));
        (HttpStatusCode status, string body) = await service.PostAsync("/v2/models/linear/infer", Row);

        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), body);
        Assert.That(body, Does.Contain("[31]"));
    }

    [TestCase("""{"parameters":{"config":"{}"}}"""), TestCase("""{"parameters":{"file:1/model.onnx":"AAAA"}}"""), TestCase("[]")]
    public async Task A_model_or_a_configuration_in_the_request_is_refused(string body)
    {
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("linear", Models.Linear(0));

        Assert.That(await PostAsync(service, "load", body), Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task Statistics_go_on_counting_when_a_model_is_loaded_again()
    {
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("linear", Models.Linear(0));
        await service.PostAsync("/v2/models/linear/infer", Row);
        await PostAsync(service, "unload");
        await PostAsync(service, "load");
        await service.PostAsync("/v2/models/linear/infer", Row);
        (HttpStatusCode wrong, _) = await service.PostAsync("/v2/models/linear/infer", """{"inputs":[]}""");

        using JsonDocument document = JsonDocument.Parse(await service.Http.GetStringAsync("/v2/models/linear/stats"));
        string metrics = await service.Http.GetStringAsync("/metrics");

        JsonElement statistics = document.RootElement.GetProperty("model_stats")[0], times = statistics.GetProperty("inference_stats");
        Assert.That(wrong, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(statistics.GetProperty("inference_count").GetInt64(), Is.EqualTo(2));
        Assert.That(statistics.GetProperty("execution_count").GetInt64(), Is.EqualTo(2));
        Assert.That(statistics.GetProperty("last_inference").GetInt64(), Is.GreaterThan(0));
        Assert.That(new[] { "success", "queue", "compute_input", "compute_infer", "compute_output" }
            .Select(name => times.GetProperty(name).GetProperty("count").GetInt64()), Is.All.EqualTo(2));
        Assert.That(times.GetProperty("fail").GetProperty("count").GetInt64(), Is.EqualTo(1));
        Assert.That(metrics, Does.Contain("nv_inference_request_success{model=\"linear\",version=\"1\"} 2\n")
            .And.Contain("nv_inference_request_failure{model=\"linear\",version=\"1\",reason=\"OTHER\"} 1\n")
            .And.Contain("nv_inference_pending_request_count{model=\"linear\",version=\"1\"} 0\n"));
    }

    private static async Task<HttpStatusCode> PostAsync(Service service, string verb, string body = "")
    {
        using HttpResponseMessage answer =
            await service.Administrator.PostAsync($"/v2/repository/models/linear/{verb}", new StringContent(body));
        return answer.StatusCode;
    }

    private static async Task<string> StateAsync(Service service)
    {
        (_, string body) = await service.PostAsync("/v2/repository/index", "");
        JsonElement version = JsonDocument.Parse(body).RootElement[0];
        return $"{version.GetProperty("state").GetString()} {version.GetProperty("reason").GetString()}";
    }
}

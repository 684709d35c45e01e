using System.Net;
using System.Text.Json;
using Hep.Inference.Testing;
using Hep.Onnx;

namespace Hep.Inference.Server.Tests.Protocols;

public sealed class ModelStructureTests
{
    private Service _service = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _service = await Service.StartAsync();
        await _service.UploadAsync("events", await Models.EventsAsync());
        await _service.UploadAsync("linear", Models.Linear(0));
        await _service.UploadAsync("deep", Deep(2500));
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _service.DisposeAsync();

    [Test]
    public async Task A_graph_tells_its_layers_their_weights_and_who_reads_whom()
    {
        JsonElement graph = await GetAsync("events/versions/1/graph");

        Assert.That(graph.GetProperty("inputs").EnumerateArray().Select(i => i.GetProperty("name").GetString()),
            Is.EqualTo(new[] { "features", "mask" }));
        Assert.That(graph.GetProperty("layers").EnumerateArray().Select(l =>
                $"{l.GetProperty("operator")} {l.GetProperty("weights")} {l.GetProperty("layers")} {l.GetProperty("inputs")}"),
            Is.EqualTo(new[] { "Concat [] [] [0,1]", "Gemm [[1,8],[1]] [0] []", "Identity [] [1] []" }));
        Assert.That(graph.GetProperty("outputs")[0].ToString(), Does.Contain("\"layer\":2"));
        Assert.That((graph.GetProperty("parameters").GetInt64(), graph.GetProperty("seal").GetString()), Is.EqualTo((9, "absent")));
    }

    [Test]
    public async Task A_graph_without_end_is_cut()
    {
        JsonElement graph = await GetAsync("deep/versions/1/graph");

        Assert.That((graph.GetProperty("layers").GetArrayLength(), graph.GetProperty("layers_left_out").GetInt32()),
            Is.EqualTo((2000, 501)));
    }

    [TestCase("graph"), TestCase("pipeline")]
    public async Task What_is_known_is_not_told_again(string part)
    {
        using HttpResponseMessage first = await _service.Http.GetAsync($"/v2/repository/models/events/versions/latest/{part}");
        using HttpRequestMessage again = new(HttpMethod.Get, $"/v2/repository/models/events/versions/1/{part}");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using HttpResponseMessage second = await _service.Http.SendAsync(again);

        Assert.That((first.StatusCode, second.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.NotModified)));
    }

    [Test]
    public async Task A_pipeline_is_told_as_the_file_has_it_and_its_absence_as_well()
    {
        string pipeline = (await GetAsync("events/versions/1/pipeline")).GetRawText();

        Assert.That(pipeline, Is.EqualTo(OnnxModel.Load(await Models.EventsAsync()).Metadata[OnnxModel.PipelineKey]));
        Assert.That(await _service.RefusalAsync(HttpStatusCode.NotFound, HttpMethod.Get, "models/linear/versions/1/pipeline"),
            Does.Contain("carries no pipeline"));
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        using JsonDocument document = JsonDocument.Parse(
            await _service.Http.GetStringAsync(new Uri($"/v2/repository/models/{path}", UriKind.Relative)));
        return document.RootElement.Clone();
    }

    private static byte[] Deep(int layers)
    {
        OnnxGraph graph = new("deep");
        OnnxValue x = graph.AddInput("inputs", 1);
        for (int i = 0; i < layers; i++) x = graph.Relu(x);
        graph.AddOutput("outputs", x);
        return graph.ToModel().ToArray();
    }
}

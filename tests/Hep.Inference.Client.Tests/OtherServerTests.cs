using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Hep.Inference.Testing;
using Hep.Jagged;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Client.Tests;

/// <summary>Servers of others, by the answers that their sources make: what is sent to them, and what of theirs is understood.</summary>
public sealed class OtherServerTests
{
    private const string Triton = """{"name":"triton","version":"2.51.0","extensions":["classification","binary_tensor_data"]}""";
    private const string KServe = """{"name":"kserve","version":"0.13.0","extensions":["model_repository_extension"]}""";

    private const string JsonAnswer = """
        {"model_name":"m","model_version":"1","id":null,"parameters":null,
         "outputs":[{"name":"y","shape":[1,1],"datatype":"FP32","parameters":null,"data":[30.5]}]}
        """;

    [Test]
    public async Task A_server_that_offers_binary_tensors_gets_them()
    {
        await using Scripted server = await Scripted.StartAsync((context, _) => AnswerAsync(context, Triton, Binary(
            """{"model_name":"m","outputs":[{"name":"y","datatype":"FP32","shape":[1,1],"parameters":{"binary_data_size":4}}]}""",
            BitConverter.GetBytes(30.5f))));
        using InferenceClient client = InferenceClient.Connect(server.Address);
        using Tensor<float> row = Tensor.Create<float>("x", [1, 2], [1, 2]);

        using Predictions first = await client.InferAsync("m", [row]), second = await client.InferAsync("m", [row]);

        const string json = """{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","parameters":{"binary_data_size":"""
            + """8}}],"parameters":{"binary_data_output":true}}""";
        Assert.That(first["y"].Get<float>()[0], Is.EqualTo(30.5f));
        Assert.That(second["y"].Get<float>()[0], Is.EqualTo(30.5f));
        Assert.That(server.Asked.Select(a => a.Request),
            Is.EqualTo(new[] { "GET /v2", "POST /v2/models/m/infer", "POST /v2/models/m/infer" }));
        Assert.That(server.Asked[1].Headers["Inference-Header-Content-Length"].ToString(), Is.EqualTo(json.Length.ToString()));
        Assert.That(server.Asked[1].Body,
            Is.EqualTo([.. Encoding.UTF8.GetBytes(json), .. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f)]));
    }

    [Test]
    public async Task A_server_that_offers_none_gets_JSON()
    {
        await using Scripted server = await Scripted.StartAsync((context, _) => AnswerAsync(context, KServe, Plain(JsonAnswer)));
        using InferenceClient client = InferenceClient.Connect(server.Address);
        using Tensor<float> row = Tensor.Create<float>("x", [1, 2], [1, 2]);

        using Predictions predictions = await client.InferAsync("m", [row]);

        Assert.That(predictions["y"].Get<float>()[0], Is.EqualTo(30.5f));
        Assert.That(Encoding.UTF8.GetString(server.Asked[1].Body), Is.EqualTo(
            """{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}],"parameters":{"nan":"null"}}"""));
        Assert.That(server.Asked[1].Headers.ContentType.ToString(), Is.EqualTo("application/json"));
        Assert.That(server.Asked[1].Headers.ContainsKey("Inference-Header-Content-Length"), Is.False);
    }

    [Test]
    public async Task A_server_may_answer_binary_tensors_with_JSON_and_be_told_to_take_them()
    {
        await using Scripted server = await Scripted.StartAsync((context, _) => AnswerAsync(context, KServe, Plain(JsonAnswer)));
        using InferenceClient client = InferenceClient.Connect(server.Address, new() { Format = TensorFormat.Binary });
        using Tensor<Half> row = Tensor.Create<Half>("x", [1, 2], [(Half)1, (Half)2]);

        using Predictions predictions = await client.InferAsync("m", [row]);

        Assert.That(predictions["y"].Get<float>()[0], Is.EqualTo(30.5f));
        Assert.That(server.Asked.Single().Request, Is.EqualTo("POST /v2/models/m/infer"));
    }

    [TestCase("""{"outputs":[]}""", 0)]
    [TestCase("""{"model_name":"m"}""", 0)]
    [TestCase("not JSON", 0)]
    [TestCase("""{"outputs":[{"name":"y","datatype":"FP32","shape":[2],"parameters":{"binary_data_size":4}}]}""", 4)]
    [TestCase("""{"outputs":[{"name":"y","datatype":"FP32","shape":[1],"parameters":{"binary_data_size":4}}]}""", 3)]
    [TestCase("""{"outputs":[{"name":"y","datatype":"FP32","shape":[1000000000],"parameters":{"binary_data_size":4000000000}}]}""", 4)]
    [TestCase("""{"outputs":[{"name":"y","datatype":"FP32","shape":[1073741824,1073741824]}]}""", 0)]
    [TestCase("""{"outputs":[{"name":"y","datatype":"FP99","shape":[1],"data":[1]}]}""", 0)]
    [TestCase("""{"outputs":[{"name":"y","datatype":"FP32","shape":[1]}]}""", 0)]
    [TestCase("""{"outputs":[{"name":"y","datatype":"FP32","shape":[2],"data":[1]}]}""", 0)]
    [TestCase("""{"outputs":[{"name":"y","datatype":"BYTES","shape":[1],"parameters":{"binary_data_size":4}}]}""", 4)]
    public async Task An_answer_that_is_none_is_a_failure_and_no_prediction(string json, int bytes)
    {
        await using Scripted server = await Scripted.StartAsync((context, _) => AnswerAsync(
            context, Triton, bytes == 0 ? Plain(json) : Binary(json, [.. Enumerable.Repeat((byte)0xff, bytes)])));
        using InferenceClient client = InferenceClient.Connect(server.Address, new() { Retries = 0 });
        using Tensor<float> row = Tensor.Create<float>("x", [1, 2], [1, 2]);

        InferenceException? failure = Assert.ThrowsAsync<InferenceException>(() => client.InferAsync("m", [row]));

        Assert.That(failure!.Failure, Is.EqualTo(InferenceFailure.Internal).Or.EqualTo(InferenceFailure.Unavailable));
    }

    [Test]
    public async Task An_answer_that_is_too_long_is_refused_before_it_is_held()
    {
        await using Scripted server = await Scripted.StartAsync((context, _) =>
            AnswerAsync(context, Triton, async c =>
            {
                for (int i = 0; i < 1000; i++) await c.Response.WriteAsync(new string(' ', 1000));   // its length is told by nobody
            }));
        using InferenceClient client = InferenceClient.Connect(server.Address, new() { AnswerBytes = 100_000 });
        using Tensor<float> row = Tensor.Create<float>("x", [1, 2], [1, 2]);

        Assert.That(async () => await client.InferAsync("m", [row]),
            Throws.InstanceOf<InferenceException>().With.Message.StartsWith("The service's answer is longer than 100000 bytes"));
    }

    [Test]
    public async Task Requests_are_packed_on_demand()
    {
        await using Scripted server = await Scripted.StartAsync((context, _) => AnswerAsync(context, Triton, Plain(JsonAnswer)));
        using InferenceClient client = InferenceClient.Connect(server.Address, new() { Compression = BodyCompression.Both });
        using Tensor<float> rows = Tensor.Create<float>("x", [1000, 2], new float[2000]);

        using Predictions predictions = await client.InferAsync("m", [rows]);

        (_, byte[] body, IHeaderDictionary headers) = server.Asked[1];
        using MemoryStream plain = new();
        await using (GZipStream unpacking = new(new MemoryStream(body), CompressionMode.Decompress)) await unpacking.CopyToAsync(plain);
        int json = int.Parse(headers["Inference-Header-Content-Length"].ToString());
        Assert.That(headers.ContentEncoding.ToString(), Is.EqualTo("gzip"));
        Assert.That(headers.AcceptEncoding.ToString(), Does.Contain("gzip"));
        Assert.That(headers.ContentLength, Is.EqualTo(body.Length));
        Assert.That(plain.Length, Is.EqualTo(json + (2000 * sizeof(float))));
        Assert.That(JsonDocument.Parse(plain.ToArray().AsMemory(0, json)).RootElement.TryGetProperty("inputs", out _), Is.True);
    }

    [Test]
    public async Task The_repository_calls_of_Triton_are_made()
    {
        await using Scripted server = await Scripted.StartAsync(
            """[{"name":"a","version":"1","state":"READY"},{"name":"b","state":"UNAVAILABLE","reason":"unloaded"}]""");
        using InferenceClient client = InferenceClient.Connect(server.Address);

        IReadOnlyList<IndexedVersion> index = await client.GetIndexAsync();
        await client.LoadAsync("b");
        await client.UnloadAsync("a");

        Assert.That(index, Is.EqualTo(new[] { new IndexedVersion("a", "1", "READY", ""), new("b", "", "UNAVAILABLE", "unloaded") }));
        Assert.That(index.Select(v => v.IsReady), Is.EqualTo(new[] { true, false }));
        Assert.That(server.Asked.Select(a => a.Request), Is.EqualTo(new[]
        {
            "POST /v2/repository/index", "POST /v2/repository/models/b/load", "POST /v2/repository/models/a/unload",
        }));
    }

    private static Task AnswerAsync(HttpContext context, string server, Func<HttpContext, Task> answer) =>
        context.Request.Path == "/v2" ? context.Response.WriteAsync(server) : answer(context);

    private static Func<HttpContext, Task> Plain(string json) => context => context.Response.WriteAsync(json);

    private static Func<HttpContext, Task> Binary(string json, byte[] tensors) => async context =>
    {
        byte[] head = Encoding.UTF8.GetBytes(json);
        context.Response.Headers["Inference-Header-Content-Length"] = head.Length.ToString();
        await context.Response.Body.WriteAsync(head);
        await context.Response.Body.WriteAsync(tensors);
    };
}

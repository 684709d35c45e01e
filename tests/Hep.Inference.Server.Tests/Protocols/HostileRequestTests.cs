using System.Net;
using System.Text.Json;
using Hep.Inference.Testing;

namespace Hep.Inference.Server.Tests.Protocols;

public sealed class HostileRequestTests
{
    private const string Infer = "/v2/models/linear/infer";
    private const string Row = """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}]}""";

    private Service _service = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _service = await Service.StartAsync(change: o => o with { MaximumRequestBytes = 1 << 20, MaximumModelBytes = 1 << 16 });
        await _service.UploadAsync("linear", Models.Linear(0));
        await _service.UploadAsync("text", Models.Identity(TensorType.Bytes));
        await _service.UploadAsync("truth", Models.Identity(TensorType.Bool));
        await _service.UploadAsync("small", Models.Identity(TensorType.Int8));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        (HttpStatusCode status, string body) = await _service.PostAsync(Infer, Row);   // after all this it is well
        await _service.DisposeAsync();
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), body);
    }

    [TestCase("linear", """{"inputs":[{"name":"inputs","shape":[2,2],"datatype":"FP32","data":[1,2,3,4]}]}""")]
    [TestCase("linear", """{"inputs":[{"name":"inputs","shape":[100000,4],"datatype":"FP32","data":[1]}]}""")]
    [TestCase("linear", """{"inputs":[{"name":"inputs","shape":[9223372036854775807,4],"datatype":"FP32","data":[1]}]}""")]
    [TestCase("linear", """{"inputs":[{"name":"inputs","shape":[1e2,4],"datatype":"FP32","data":[1]}]}""")]
    [TestCase("linear", """{"inputs":[{"name":"inputs","shape":["1",4],"datatype":"FP32","data":[1]}]}""")]
    [TestCase("linear", """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,[3],4]}]}""")]
    [TestCase("linear", """{"inputs":[{"name":"inputs","shape":[2,4],"datatype":"FP32","data":[[1,2,3],[4,5,6,7,8]]}]}""")]
    [TestCase("linear", """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[[[[1,2,3,4]]]]}]}""")]
    [TestCase("linear", """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":{"a":1}}]}""")]
    [TestCase("linear", """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,{}]}]}""")]
    [TestCase("linear", """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,"nan"]}]}""")]
    [TestCase("linear", """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,1e39]}]}""")]
    [TestCase("linear", """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4],"name":"other"}]}""")]
    [TestCase("linear", """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4],"shape":[2,2]}]}""")]
    [TestCase("linear", """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4],"shape":[2,4]}]}""")]
    [TestCase("linear", """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4],"data":[4,3,2,1]}]}""")]
    [TestCase("linear", """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,NaN]}]}""")]
    [TestCase("linear", """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32"}]}""")]
    [TestCase("linear", """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","parameters":{"binary_data_size":16}}]}""")]
    [TestCase("linear", """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}]} tail""")]
    [TestCase("linear", """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}],"""
        + """ "outputs":[{"name":"outputs"},{"name":"outputs"}]}""")]
    [TestCase("linear", "[]")]
    [TestCase("linear", "")]
    [TestCase("linear", "\u0000")]
    [TestCase("text", """{"inputs":[{"name":"in","shape":[1],"datatype":"BYTES","data":["\ud800"]}]}""")]
    [TestCase("text", """{"inputs":[{"name":"in","shape":[1],"datatype":"BYTES","data":[1]}]}""")]
    [TestCase("truth", """{"inputs":[{"name":"in","shape":[1],"datatype":"BOOL","data":[1]}]}""")]
    [TestCase("small", """{"inputs":[{"name":"in","shape":[1],"datatype":"INT8","data":[128]}]}""")]
    [TestCase("small", """{"inputs":[{"name":"in","shape":[1],"datatype":"INT8","data":[1.5]}]}""")]
    public async Task A_wrong_request_gets_its_400_and_a_reason(string model, string request)
    {
        (HttpStatusCode status, string body) = await _service.PostAsync($"/v2/models/{model}/infer", request);

        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest), body);
        Assert.That(JsonDocument.Parse(body).RootElement.GetProperty("error").GetString(),
            Is.Not.Empty.And.Not.Contain("/work").And.Not.Contain("   at "));
    }

    [Test]
    public async Task A_deeply_nested_document_is_refused()
    {
        (HttpStatusCode status, _) = await _service.PostAsync(Infer, $"{{\"x\":{new string('[', 100_000)}");

        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task A_request_beyond_the_limit_gets_413_whether_it_says_its_length_or_not()
    {
        string large = new('a', 2 << 20);
        using HttpRequestMessage chunked = new(HttpMethod.Post, Infer) { Content = new StringContent(large) };
        chunked.Headers.TransferEncodingChunked = true;

        (HttpStatusCode status, string body) = await _service.PostAsync(Infer, large);
        using HttpResponseMessage answer = await _service.Http.SendAsync(chunked);

        Assert.That((status, answer.StatusCode), Is.EqualTo((HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.RequestEntityTooLarge)));
        Assert.That(body, Does.StartWith("{\"error\":"));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.StartWith("{\"error\":"));
    }

    [Test]
    public async Task A_small_body_that_unfolds_beyond_the_limit_gets_413()
    {
        using MemoryStream bomb = new();
        using (System.IO.Compression.GZipStream gzip = new(bomb, System.IO.Compression.CompressionLevel.SmallestSize, leaveOpen: true))
            await gzip.WriteAsync(new byte[8 << 20]);
        using ByteArrayContent content = new(bomb.ToArray());
        content.Headers.ContentEncoding.Add("gzip");

        using HttpResponseMessage answer = await _service.Http.PostAsync(Infer, content);

        Assert.That(bomb.Length, Is.LessThan(1 << 20));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
    }

    [Test]
    public async Task A_model_beyond_the_limit_gets_413()
    {
        using HttpResponseMessage answer = await _service.Administrator.PostAsync("/v2/repository/models/large/versions",
            new ByteArrayContent(new byte[100_000]));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.StartWith("{\"error\":"));
    }

    [TestCase("GET", "/nosuch", 404), TestCase("GET", "/v2/nosuch", 404), TestCase("PUT", "/v2/models/linear", 405)]
    [TestCase("GET", Infer, 405), TestCase("POST", "/v2", 405)]
    public async Task Unknown_paths_and_verbs_are_told_in_JSON(string method, string path, int status)
    {
        using HttpResponseMessage answer = await _service.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.StartWith("{\"error\":"));
        Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/json"));
        if (status == 405) Assert.That(answer.Content.Headers.Allow, Is.Not.Empty);
    }

    [Test]
    public async Task Members_of_an_input_may_come_in_any_order()
    {
        (HttpStatusCode status, string body) = await _service.PostAsync(Infer,
            """{"inputs":[{"data":[1,2,3,4],"datatype":"FP32","shape":[1,4],"name":"inputs"}]}""");

        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), body);
        Assert.That(body, Does.Contain("\"data\":[30]"));
    }
}

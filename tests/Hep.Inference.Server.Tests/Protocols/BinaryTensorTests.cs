using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Hep.Inference.Testing;

namespace Hep.Inference.Server.Tests.Protocols;

/// <summary>Triton's binary extension and what else the protocol's bodies may be.</summary>
public sealed class BinaryTensorTests
{
    private const string Infer = "/v2/models/linear/infer", HeaderLength = "Inference-Header-Content-Length";
    private const string Row = """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","parameters":{"binary_data_size":16}}]}""";

    private Service _service = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _service = await Service.StartAsync(change: o => o with { MaximumRequestBytes = 1 << 20 });
        await _service.UploadAsync("linear", Models.Linear(0));
        await _service.UploadAsync("other", Models.Linear(1));
        await _service.UploadAsync("truth", Models.Identity(TensorType.Bool));
        await _service.UploadAsync("text", Models.Identity(TensorType.Bytes));
        await _service.UploadAsync("doubles", Models.Identity(TensorType.Float64));
        await _service.UploadAsync("events", await Models.EventsAsync());
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _service.DisposeAsync();

    [Test]
    public async Task Columns_of_events_may_come_binary_and_predictions_go_back_so()
    {
        const string Json = """
            {"inputs":[{"name":"Jet_pt","datatype":"FP32","shape":[2],"parameters":{"binary_data_size":8}},
                       {"name":"Jet_pt.offsets","datatype":"INT32","shape":[3],"parameters":{"binary_data_size":12}},
                       {"name":"MET_pt","datatype":"FP32","shape":[2],"data":[30,20]}],"parameters":{"binary_data_output":true}}
            """;
        byte[] tail = [.. MemoryMarshal.AsBytes<float>([3, 1]), .. MemoryMarshal.AsBytes<int>([0, 2, 2])];

        using HttpResponseMessage answer = await PostAsync("/v2/models/events/events", Json, tail);
        (JsonElement document, byte[] parts) = await ReadAsync(answer);

        Assert.That(document.GetProperty("outputs").EnumerateArray().Select(o => o.GetProperty("name").GetString()),
            Is.EqualTo(new[] { "score", "selected" }));
        Assert.That(MemoryMarshal.Cast<byte, float>(parts.AsSpan(0, 8)).ToArray(), Is.EqualTo(new[] { 334f, 120f }));
        Assert.That(parts[8..], Is.EqualTo(new byte[] { 1, 1 }));
    }

    [TestCase("linear", Row, "16 bytes", "")]
    [TestCase("truth", """{"inputs":[{"name":"in","shape":[1],"datatype":"BOOL","""
        + """ "parameters":{"binary_data_size":1}}]}""", "0 or 1", "02")]
    [TestCase("linear", """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","""
        + """ "parameters":{"binary_data_size":-16}}]}""", "-16", "")]
    [TestCase("linear", """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","""
        + """ "parameters":{"binary_data_size":12}}]}""", "16", "000000000000000000000000")]
    [TestCase("linear", """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","""
        + """ "parameters":{"shared_memory_region":"a"}}]}""", "shared_memory_region", "")]
    [TestCase("text", """{"inputs":[{"name":"in","shape":[2],"datatype":"BYTES","""
        + """ "parameters":{"binary_data_size":5}}]}""", "8 bytes", "0100000061")]
    [TestCase("text", """{"inputs":[{"name":"in","shape":[1],"datatype":"BYTES","""
        + """ "parameters":{"binary_data_size":6}}]}""", "1 bytes are left", "010000006162")]
    public async Task A_binary_part_that_does_not_fit_is_refused_and_the_reason_named(
        string model, string json, string reason, string tail)
    {
        using HttpResponseMessage answer = await PostAsync($"/v2/models/{model}/infer", json, Convert.FromHexString(tail));

        string body = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), body);
        Assert.That(body, Does.Contain(reason));
    }

    [Test]
    public async Task A_body_without_a_length_is_read_to_its_tensors_end_and_no_further()
    {
        byte[] row = [.. Encoding.UTF8.GetBytes(Row), .. MemoryMarshal.AsBytes<float>([1, 2, 3, 4])];
        using HttpRequestMessage right = Chunked(row), wrong = Chunked([.. row, 0]);

        using HttpResponseMessage answer = await _service.Http.SendAsync(right), refusal = await _service.Http.SendAsync(wrong);

        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("\"data\":[30]"));
        Assert.That(refusal.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task The_same_JSON_again_may_bring_other_values_and_go_to_another_model()
    {
        string named = Row.Insert(1, "\"id\":\"a\",");
        float[] units = [1, 0, 0, 0], row = [1, 2, 3, 4];

        string[] answers =
        [
            await AskAsync(Infer, Row, row), await AskAsync(Infer, Row, units), await AskAsync("/v2/models/other/infer", Row, units),
            await AskAsync(Infer, Row, row), await AskAsync(Infer, named, row), await AskAsync(Infer, named, units),
        ];

        string other = (await _service.PostAsync("/v2/models/other/infer",
            """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,0,0,0]}]}""")).Body;
        Assert.That(answers[0], Does.Contain("\"data\":[30]"));
        Assert.That(answers[1], Does.Contain("\"data\":[1]"));
        Assert.That(answers[2], Is.EqualTo(other));
        Assert.That(answers[3], Is.EqualTo(answers[0]));
        Assert.That(answers[4..], Is.All.Contains("\"id\":\"a\""));
        Assert.That(answers[5], Does.Contain("\"data\":[1]"));
    }

    [TestCase(12, "12"), TestCase(17, "Bytes follow")]
    public async Task The_same_JSON_again_before_another_number_of_bytes_is_refused(int bytes, string reason)
    {
        await AskAsync(Infer, Row, [1, 2, 3, 4]);

        using HttpResponseMessage answer = await PostAsync(Infer, Row, new byte[bytes]);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(reason));
    }

    [TestCase("gzip"), TestCase("deflate"), TestCase("br")]
    public async Task Bodies_are_packed_both_ways(string coding)
    {
        float[] values = new float[4000];
        Array.Fill(values, 0.5f);
        string json = $$"""{"inputs":[{"name":"inputs","shape":[1000,4],"datatype":"FP32","data":[{{string.Join(',', values)}}]}]}""";
        using ByteArrayContent content = new(Pack(coding, Encoding.UTF8.GetBytes(json)));
        content.Headers.ContentEncoding.Add(coding);
        using HttpRequestMessage request = new(HttpMethod.Post, Infer) { Content = content };
        request.Headers.AcceptEncoding.ParseAdd(coding);

        using HttpResponseMessage answer = await _service.Http.SendAsync(request);
        byte[] body = await answer.Content.ReadAsByteArrayAsync();

        Assert.That(answer.Content.Headers.ContentEncoding, Is.EqualTo(new[] { coding }));
        Assert.That(answer.Content.Headers.ContentLength, Is.EqualTo(body.Length));
        using JsonDocument document = JsonDocument.Parse(Unpack(coding, body));
        Assert.That(document.RootElement.GetProperty("outputs")[0].GetProperty("data").GetArrayLength(), Is.EqualTo(1000));
    }

    [TestCase("identity"), TestCase("zstd"), TestCase("gzip;q=0")]
    public async Task An_answer_that_nobody_wants_packed_is_plain(string accepted)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/metrics");
        request.Headers.AcceptEncoding.ParseAdd(accepted);

        using HttpResponseMessage answer = await _service.Http.SendAsync(request);

        Assert.That(answer.Content.Headers.ContentEncoding, Is.Empty);
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.StartWith("# HELP nv_inference_request_success"));
    }

    [TestCase("gzip"), TestCase("deflate"), TestCase("br"), TestCase("zstd"), TestCase("gzip, br")]
    public async Task A_body_that_is_not_of_its_encoding_gets_415(string coding)
    {
        using ByteArrayContent content = new("no packed body at all"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Encoding", coding);

        using HttpResponseMessage answer = await _service.Http.PostAsync(Infer, content);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.StartWith("{\"error\":"));
    }

    [TestCase(null, HttpStatusCode.BadRequest, "Tensor 'out': element 1 is NaN")]
    [TestCase("null", HttpStatusCode.OK, "[1.5,null,\"-Infinity\"]")]
    [TestCase("string", HttpStatusCode.OK, "[1.5,\"NaN\",\"-Infinity\"]")]
    [TestCase("maybe", HttpStatusCode.BadRequest, "'nan'")]
    public async Task Numbers_that_JSON_has_no_word_for_are_refused_unless_asked_for(string? nan, HttpStatusCode wanted, string told)
    {
        string parameters = nan is null ? "" : $$""","parameters":{"nan":"{{nan}}"}""";

        (HttpStatusCode status, string body) = await _service.PostAsync("/v2/models/doubles/infer",
            $$"""{"inputs":[{"name":"in","shape":[3],"datatype":"FP64","data":[1.5,"NaN","-Infinity"]}]{{parameters}}}""");

        Assert.That(status, Is.EqualTo(wanted), body);
        Assert.That(JsonDocument.Parse(body).RootElement.ToString().Replace("\\u0027", "'", StringComparison.Ordinal), Does.Contain(told));
    }

    [Test]
    public async Task A_raw_request_may_be_one_text()
    {
        using HttpResponseMessage answer = await PostAsync("/v2/models/text/infer", "", "η"u8.ToArray());
        (_, byte[] parts) = await ReadAsync(answer);

        Assert.That(parts, Is.EqualTo(new byte[] { 2, 0, 0, 0, 0xCE, 0xB7 }));
    }

    [TestCase("\"outputs\":[{\"name\":\"outputs\",\"parameters\":{\"classification\":-1}}]")]
    [TestCase("\"outputs\":[{\"name\":\"outputs\",\"parameters\":{\"classification\":\"2\"}}]")]
    [TestCase("\"outputs\":[{\"name\":\"outputs\",\"parameters\":{\"binary_data\":1}}]")]
    [TestCase("\"parameters\":{\"binary_data_output\":\"yes\"}")]
    [TestCase("\"parameters\":{\"headers\":\"x\"}")]
    [TestCase("\"parameters\":{\"priority\":{}}")]
    public async Task A_parameter_with_another_value_than_it_may_have_is_refused(string member)
    {
        (HttpStatusCode status, string body) = await _service.PostAsync(Infer,
            $$"""{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}],{{member}}}""");

        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest), body);
    }

    private async Task<string> AskAsync(string path, string json, float[] row)
    {
        using HttpResponseMessage answer = await PostAsync(path, json, MemoryMarshal.AsBytes(row.AsSpan()).ToArray());
        string body = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), body);
        return body;
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string json, byte[] tail)
    {
        byte[] head = Encoding.UTF8.GetBytes(json);
        using ByteArrayContent content = new([.. head, .. tail]);
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = content };
        request.Headers.Add(HeaderLength, head.Length.ToString(CultureInfo.InvariantCulture));
        return await _service.Http.SendAsync(request);
    }

    private static HttpRequestMessage Chunked(byte[] body)
    {
        HttpRequestMessage request = new(HttpMethod.Post, Infer) { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Add(HeaderLength, Encoding.UTF8.GetByteCount(Row).ToString(CultureInfo.InvariantCulture));
        return request;
    }

    private static async Task<(JsonElement Document, byte[] Parts)> ReadAsync(HttpResponseMessage answer)
    {
        byte[] body = await answer.Content.ReadAsByteArrayAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), Encoding.UTF8.GetString(body));
        int head = int.Parse(answer.Headers.GetValues(HeaderLength).Single(), CultureInfo.InvariantCulture);
        return (JsonDocument.Parse(body.AsMemory(0, head)).RootElement, body[head..]);
    }

    private static byte[] Pack(string coding, byte[] content)
    {
        using MemoryStream packed = new();
        using (Stream stream = coding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(packed, CompressionLevel.Fastest),
            _ => new BrotliStream(packed, CompressionLevel.Fastest),
        }) stream.Write(content);
        return packed.ToArray();
    }

    private static MemoryStream Unpack(string coding, byte[] content)
    {
        using MemoryStream packed = new(content);
        using Stream stream = coding switch
        {
            "gzip" => new GZipStream(packed, CompressionMode.Decompress),
            "deflate" => new ZLibStream(packed, CompressionMode.Decompress),
            _ => new BrotliStream(packed, CompressionMode.Decompress),
        };
        MemoryStream plain = new();
        stream.CopyTo(plain);
        plain.Position = 0;
        return plain;
    }
}

using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Hep.Inference.Testing;
using Hep.Testing;

namespace Hep.Inference.Server.Tests.Exchanges;

/// <summary>
/// What Triton's own Python client sends, byte for byte as its source writes it (tritonclient/http/_utils.py and _client.py of
/// triton-inference-server/client, May 2026), where the other exchanges do not have it yet.
/// </summary>
public sealed class TritonClientTests
{
    private readonly RecordedLog _log = new();
    private Service _service = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _service = await Service.StartAsync(log: _log);
        await _service.UploadAsync("linear", Models.Linear(0.5f));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _service.DisposeAsync();
        _log.Dispose();
    }

    [TestCase(null), TestCase("gzip"), TestCase("deflate")]
    public async Task Every_argument_of_infer_may_be_used(string? coding)
    {
        const string json = """{"id":"x","inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","parameters":{"binary_data_size":"""
            + """16}}],"parameters":{"sequence_id":42,"sequence_start":true,"sequence_end":true,"priority":1,"timeout":"""
            + """5000000,"binary_data_output":true,"mine":"a","n":3,"b":true}}""";
        byte[] body = [.. Encoding.UTF8.GetBytes(json), .. Floats(1, 2, 3, 4)];
        using HttpRequestMessage request = new(HttpMethod.Post, "/v2/models/linear/infer");
        request.Content = new ByteArrayContent(Pack(body, coding));
        request.Headers.Add("Inference-Header-Content-Length", $"{json.Length}");   // no Content-Type
        if (coding is not null) request.Content.Headers.ContentEncoding.Add(coding);
        if (coding is not null) request.Headers.AcceptEncoding.ParseAdd(coding);

        using HttpResponseMessage answer = await _service.Http.SendAsync(request);

        byte[] got = await answer.Content.ReadAsByteArrayAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), Encoding.UTF8.GetString(got));
        int length = int.Parse(answer.Headers.GetValues("Inference-Header-Content-Length").Single());
        Assert.That(JsonDocument.Parse(got.AsMemory(0, length)).RootElement.GetProperty("id").GetString(), Is.EqualTo("x"));
        Assert.That(BinaryPrimitives.ReadSingleLittleEndian(got.AsSpan(length)), Is.EqualTo(30.5f));
    }

    [TestCase("/v2/trace/setting", """{"trace_level":["OFF"]}""")]
    [TestCase("/v2/models/linear/trace/setting", """{"trace_level":["OFF"]}""")]
    [TestCase("/v2/logging",
        """{"log_file":"","log_info":true,"log_warning":true,"log_error":true,"log_verbose_level":1,"log_format":"default"}""")]
    [TestCase("/v2/systemsharedmemory/status", "[]")]
    [TestCase("/v2/cudasharedmemory/status", "[]")]
    public async Task What_is_not_there_is_told_as_it_is(string path, string expected)
    {
        Assert.That(await _service.Http.GetStringAsync(path), Is.EqualTo(expected));
    }

    [TestCase("/v2/systemsharedmemory/unregister", 200)]
    [TestCase("/v2/cudasharedmemory/unregister", 200)]
    [TestCase("/v2/trace/setting", 405)]
    [TestCase("/v2/logging", 405)]
    [TestCase("/v2/systemsharedmemory/region/r/register", 404)]
    [TestCase("/v2/models/nosuch/trace/setting", 405)]
    public async Task Nothing_of_it_can_be_changed_but_regions_given_up(string path, int status)
    {
        (HttpStatusCode got, string body) = await _service.PostAsync(path, "");

        Assert.That((int)got, Is.EqualTo(status), body);
        if (status != 200) Assert.That(JsonDocument.Parse(body).RootElement.GetProperty("error").GetString(), Is.Not.Empty);
    }

    private static byte[] Floats(params float[] values)
    {
        byte[] bytes = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        return bytes;
    }

    private static byte[] Pack(byte[] body, string? coding)
    {
        using MemoryStream packed = new();
        using (Stream packing = coding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(packed, CompressionLevel.Fastest),
            _ => packed,
        })
            packing.Write(body);
        return packed.ToArray();
    }
}

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Hep.Inference.Server.Protocols.Files;
using Hep.Inference.Testing;
using Hep.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Tests.Protocols;

/// <summary>A ROOT file in, scores out.</summary>
public sealed class FilesTests
{
    private const string Files = "/v2/models/events/files";

    private static readonly string Sample = Path.Combine(TestData.Repository, "samples", "data", "signal.root");

    private WebApplication _files = null!;
    private Service _service = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _files = WebApplication.CreateSlimBuilder().Build();
        _files.Urls.Add("http://127.0.0.1:0");
        _files.MapMethods("/data/signal.root", ["GET", "HEAD"], () => Results.File(Sample, enableRangeProcessing: true));
        await _files.StartAsync();
        _service = await Service.StartAsync(change: o => o with
        {
            MaximumFileEntries = 5000,
            AllowedUrlPrefixes = [$"{_files.Urls.First()}/data/"],
        });
        await _service.UploadAsync("events", await Models.EventsAsync());
        await _service.UploadAsync("linear", Models.Linear(0));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _service.DisposeAsync();
        await _files.DisposeAsync();
    }

    [Test]
    public async Task A_file_gets_the_same_scores_as_JSON_as_lines_binary_and_by_its_URL()
    {
        (HttpStatusCode status, string text) = await PostFileAsync("?first=10&end=20", "application/json");
        (_, string lines) = await PostFileAsync("?first=10&end=20", "application/x-ndjson");
        byte[] binary = await PostBinaryAsync("?first=10&end=20");
        (HttpStatusCode fetched, string byUrl) = await _service.PostAsync(Files,
            $$"""{"url":"{{_files.Urls.First()}}/data/signal.root","entries":[10,20]}""");

        Assert.That((status, fetched), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)), text + byUrl);
        JsonElement outputs = JsonDocument.Parse(text).RootElement.GetProperty("outputs");
        double?[] scores = [.. outputs[0].GetProperty("data").EnumerateArray().Select(Number)];
        Assert.That(scores, Has.Length.EqualTo(10).And.Some.Not.Null);
        Assert.That(outputs[1].GetProperty("data").EnumerateArray().Select(s => s.GetBoolean()),
            Is.EqualTo(scores.Select(s => s is not null)));
        Assert.That(byUrl, Is.EqualTo(text));
        Assert.That(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => Number(JsonDocument.Parse(l).RootElement.GetProperty("score"))), Is.EqualTo(scores));
        Assert.That(MemoryMarshal.Cast<byte, float>(binary.AsSpan(0, 40)).ToArray().Select(s => float.IsNaN(s) ? (double?)null : s),
            Is.EqualTo(scores.Select(s => s is { } score ? (double?)(float)score : null)));
    }

    [TestCase("http://127.0.0.1:1/data/x.root"), TestCase("/etc/hostname"), TestCase("file:///etc/hostname")]
    [TestCase("HERE/other/signal.root"), TestCase("HERE/data/../other/signal.root"), TestCase("HERE/data/%2e%2e/signal.root")]
    public async Task A_URL_that_is_not_below_an_allowed_prefix_is_refused(string url)
    {
        string place = url.Replace("HERE", _files.Urls.First(), StringComparison.Ordinal);

        (HttpStatusCode status, string body) = await _service.PostAsync(Files, $$"""{"url":"{{place}}"}""");

        Assert.That(status, Is.EqualTo(HttpStatusCode.Forbidden), body);
    }

    [Test]
    public void A_prefix_is_a_folder_and_no_beginning_of_a_name()
    {
        Assert.That(() => AllowedUrls.Check("https://a.example/data/x.root", ["https://a.example/data"]), Throws.Nothing);
        Assert.That(() => AllowedUrls.Check("https://a.example/data2/x.root", ["https://a.example/data"]),
            Throws.TypeOf<InferenceException>());
        Assert.That(() => AllowedUrls.Check("https://a.example.evil/x.root", ["https://a.example"]), Throws.TypeOf<InferenceException>());
        Assert.That(() => AllowedUrls.Check("https://a.example/x.root", [""]), Throws.TypeOf<InferenceException>());
    }

    [TestCase("", 413), TestCase("?first=5&end=2", 400), TestCase("?first=-1", 400), TestCase("?tree=nosuch&end=10", 400)]
    public async Task More_events_than_are_taken_or_none_that_there_are_is_refused(string query, int status)
    {
        (HttpStatusCode answer, string body) = await PostFileAsync(query, "application/json");

        Assert.That((int)answer, Is.EqualTo(status), body);
        Assert.That(body, Does.StartWith("{\"error\":"));
    }

    [Test]
    public async Task Damaged_files_are_refused_and_the_service_stays_well()
    {
        byte[] file = await File.ReadAllBytesAsync(Sample);
        foreach (int length in new[] { 0, 1, 100, 5000 })
        {
            using HttpResponseMessage answer = await SendAsync("?end=10", "application/json", file[..length]);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), $"{length}");
        }
    }

    [TestCase("linear", "{\"url\":\"http://x/\"}"), TestCase("events", "{}"), TestCase("events", "{\"url\":\"http://x/\",\"entries\":[1]}")]
    [TestCase("events", "{\"url\":\"http://x/\",\"surprise\":1}"), TestCase("events", "[]")]
    public async Task A_request_that_names_no_file_or_a_model_without_pipeline_is_refused(string model, string body)
    {
        (HttpStatusCode status, string answer) = await _service.PostAsync($"/v2/models/{model}/files", body);

        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest), answer);
    }

    private async Task<(HttpStatusCode Status, string Body)> PostFileAsync(string query, string accept)
    {
        using HttpResponseMessage answer = await SendAsync(query, accept, await File.ReadAllBytesAsync(Sample));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<byte[]> PostBinaryAsync(string query)
    {
        using HttpResponseMessage answer = await SendAsync(query, "application/octet-stream", await File.ReadAllBytesAsync(Sample));
        byte[] body = await answer.Content.ReadAsByteArrayAsync();
        return body[int.Parse(answer.Headers.GetValues("Inference-Header-Content-Length").Single(), CultureInfo.InvariantCulture)..];
    }

    private async Task<HttpResponseMessage> SendAsync(string query, string accept, byte[] file)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, Files + query) { Content = new ByteArrayContent(file) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        return await _service.Http.SendAsync(request);
    }

    private static double? Number(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.GetDouble();
}

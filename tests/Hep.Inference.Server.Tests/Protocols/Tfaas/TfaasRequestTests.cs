using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Hep.Inference.Testing;

namespace Hep.Inference.Server.Tests.Protocols.Tfaas;

public sealed class TfaasRequestTests
{
    [TestCase("input_node", "output_node"), TestCase("inputNode", "outputNode")]
    public async Task A_packed_bundle_is_taken_whether_it_says_so_in_a_header_or_not(string input, string output)
    {
        await using Service service = await Service.StartAsync();
        byte[] bundle = await BundleAsync($$"""{"name":"linear","model":"model.onnx","{{input}}":"inputs","{{output}}":"outputs"}""");
        using ByteArrayContent silent = new(bundle), told = new(bundle);
        told.Headers.ContentEncoding.Add("gzip");

        using HttpResponseMessage first = await service.Administrator.PostAsync("/upload", silent);
        using HttpResponseMessage second = await service.Administrator.PostAsync("/upload", told);
        (_, string scores) = await service.PostAsync("/json", """{"keys":[],"values":[1,2,3,4],"model":"linear"}""");

        Assert.That((first.StatusCode, second.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));
        Assert.That(await service.Http.GetStringAsync("/params/linear"), Does.Contain(input));
        Assert.That(scores, Is.EqualTo("[30]"));
    }

    [Test]
    public async Task The_status_counts_requests_under_the_names_of_TFaaS()
    {
        await using Service service = await Service.StartAsync();
        await service.PostAsync("/json", "");

        using JsonDocument status = JsonDocument.Parse(await service.Http.GetStringAsync("/status"));

        JsonElement root = status.RootElement;
        Assert.That((root.GetProperty("getRequests").GetInt64(), root.GetProperty("postRequests").GetInt64()), Is.EqualTo((1L, 1L)));
        Assert.That(root.GetProperty("Memory").GetProperty("Virtual").GetProperty("total").GetInt64(), Is.GreaterThan(0));
        foreach (string name in new[] { "NGo", "Load", "CPU", "Uptime" }) Assert.That(root.TryGetProperty(name, out _), Is.True, name);
    }

    private static async Task<byte[]> BundleAsync(string parameters)
    {
        using MemoryStream packed = new();
        await using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        await using (TarWriter tar = new(gzip))
        {
            foreach ((string name, byte[] content) in new[]
                { ("params.json", System.Text.Encoding.UTF8.GetBytes(parameters)), ("model.onnx", Models.Linear(0)) })
            {
                using MemoryStream data = new(content);
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, $"linear/{name}") { DataStream = data });
            }
        }
        return packed.ToArray();
    }
}

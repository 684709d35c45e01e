using System.Net;
using System.Net.Http.Headers;
using Hep.Inference.Testing;

namespace Hep.Inference.Server.Tests.Exchanges;

/// <summary>The models that the exchanges of the protocol are about.</summary>
internal static class FixtureRepository
{
    /// <summary>In the order of their versions; scores3 comes as a bundle, which holds the names of its classes.</summary>
    private static readonly (string Model, string File)[] Fixtures =
    [
        ("linear4", "fixture_linear4_v1.onnx.b64"), ("linear4", "fixture_linear4_v2.onnx.b64"), ("two_io", "fixture_two_io.onnx.b64"),
        ("ident_i64", "fixture_ident_i64.onnx.b64"), ("ident_bytes", "fixture_ident_bytes.onnx.b64"),
        ("ident_fp16", "fixture_ident_fp16.onnx.b64"), ("image_mean", "fixture_image_mean.onnx.b64"),
    ];

    public static async Task FillAsync(Service service)
    {
        foreach ((string model, string file) in Fixtures) await service.UploadAsync(model, Exchange.ReadBytes(file));
        using ByteArrayContent bundle = new(Exchange.ReadBytes("t03_bundle_scores3.tar.b64"));
        bundle.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using HttpResponseMessage answer = await service.Administrator.PostAsync("/upload", bundle);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
    }
}

using Hep.Inference.Testing;

namespace Hep.Inference.Server.Tests.Exchanges;

[TestFixture]
public sealed class AcceptanceExchangeTests
{
    /// <summary>
    /// Exchanges of the reference data that this service does not answer yet: images, the binary extension,
    /// classification, load and unload, statistics.
    /// </summary>
    private static readonly HashSet<string> NotYetServed =
    [
        "T18", "T19", "T48", "T49",
        "P14", "P20", "P21", "P22", "P23", "P24", "P25", "P26", "P27", "P28",
        "P72", "P73", "P74", "P75", "P76", "P77", "P78", "P79", "P80",
    ];

    /// <summary>Fixture models in the order of their versions.</summary>
    private static readonly (string Model, string File)[] Fixtures =
    [
        ("linear4", "fixture_linear4_v1.onnx.b64"), ("linear4", "fixture_linear4_v2.onnx.b64"), ("scores3", "fixture_scores3.onnx.b64"),
        ("two_io", "fixture_two_io.onnx.b64"), ("ident_i64", "fixture_ident_i64.onnx.b64"), ("ident_bytes", "fixture_ident_bytes.onnx.b64"),
        ("ident_fp16", "fixture_ident_fp16.onnx.b64"), ("image_mean", "fixture_image_mean.onnx.b64"),
    ];

    [Test]
    public async Task Clients_of_TFaaS_get_the_answers_that_they_expect()
    {
        Exchange[] exchanges = [.. Exchange.ReadAll().Where(e => e.Id[0] == 'T' && !NotYetServed.Contains(e.Id))];
        await using Service service = await Service.StartAsync(change: o => o with { OpenAdministration = true });

        List<string> wrong = await PlayAsync(service, exchanges);

        Assert.That(wrong, Is.Empty);
        Assert.That(exchanges, Has.Length.EqualTo(37));
    }

    [Test]
    public async Task Clients_of_the_Open_Inference_Protocol_get_the_answers_that_they_expect()
    {
        Exchange[] exchanges = [.. Exchange.ReadAll().Where(e => e.Id[0] == 'P' && !NotYetServed.Contains(e.Id))];
        await using Service service = await Service.StartAsync();
        foreach ((string model, string file) in Fixtures) await service.UploadAsync(model, Exchange.ReadBytes(file));

        List<string> wrong = await PlayAsync(service, exchanges);

        Assert.That(wrong, Is.Empty);
        Assert.That(exchanges, Has.Length.EqualTo(40));
    }

    private static async Task<List<string>> PlayAsync(Service service, IEnumerable<Exchange> exchanges)
    {
        List<string> wrong = [];
        foreach (Exchange exchange in exchanges)
            if (await ExchangePlayer.PlayAsync(service.Http, exchange) is { Length: > 0 } problem) wrong.Add(problem);
        return wrong;
    }
}

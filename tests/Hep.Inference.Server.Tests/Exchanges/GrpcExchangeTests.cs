using System.Text;
using Grpc.Core;
using Hep.Inference.Protobuf;
using Hep.Inference.Testing;

namespace Hep.Inference.Server.Tests.Exchanges;

[TestFixture]
public sealed class GrpcExchangeTests
{
    private static readonly Dictionary<string, StatusCode> Codes = new(StringComparer.Ordinal)
    {
        ["OK"] = StatusCode.OK,
        ["INVALID_ARGUMENT"] = StatusCode.InvalidArgument,
        ["NOT_FOUND"] = StatusCode.NotFound,
    };

    [Test]
    public async Task Messages_of_other_clients_get_the_statuses_and_raw_contents_that_they_expect()
    {
        IReadOnlyList<(string Id, string Body, string Status)> messages = Exchange.ReadMessages();
        await using Service service = await Service.StartAsync();
        await FixtureRepository.FillAsync(service);
        using GrpcCalls grpc = new(service.GrpcAddress);

        Dictionary<string, ModelInferResponse> answers = [];
        foreach ((string id, string body, string wanted) in messages)
        {
            byte[] request = Exchange.ReadBytes(body);
            Status status = await grpc.RefusalAsync("ModelInfer", request);
            Assert.That(status.StatusCode, Is.EqualTo(Codes[wanted]), $"{id}: {status.Detail}");
            if (status.StatusCode == StatusCode.OK)
                answers[id] = ModelInferResponse.Parser.ParseFrom(await grpc.CallAsync("ModelInfer", request));
        }

        Assert.That(messages, Has.Count.EqualTo(10));
        Assert.That(answers.Values.Select(a => (a.Outputs.Count == a.RawOutputContents.Count, a.Outputs.Any(o => o.Contents is not null))),
            Is.All.EqualTo((true, false)));
        Assert.That(new[] { "G01", "G02", "G03", "G09" }.Select(id => BitConverter.ToSingle(Raw(answers[id]))),
            Is.EqualTo(new[] { 31.5f, 31.5f, 30.5f, 31.5f }));
        Assert.That(answers["G01"].Id, Is.EqualTo(ModelInferRequest.Parser.ParseFrom(Exchange.ReadBytes("g01_raw.b64")).Id).And.Not.Empty);
        Assert.That(Raw(answers["G07"]), Is.EqualTo(RawOf("g07_bytes_raw.b64")));
        Assert.That(answers["G08"].Outputs[0].Datatype, Is.EqualTo("INT64"));
        Assert.That(Encoding.UTF8.GetString(Raw(answers["G10"])),
            Is.EqualTo("\x0e\0\0\00.500000:1:qcd\x10\0\0\00.250000:0:higgs"));
        Assert.That(answers["G10"].Outputs[0].Shape, Is.EqualTo(new long[] { 1, 2 }));
    }

    private static byte[] Raw(ModelInferResponse answer) => answer.RawOutputContents[0].ToByteArray();

    private static byte[] RawOf(string file) =>
        ModelInferRequest.Parser.ParseFrom(Exchange.ReadBytes(file)).RawInputContents[0].ToByteArray();
}

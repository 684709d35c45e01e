using Google.Protobuf;
using Hep.Inference.Protobuf;

namespace Hep.Inference.Client.Tests;

/// <summary>Answers over gRPC as other servers make them.</summary>
public sealed class GrpcTensorsTests
{
    [Test]
    public void Typed_contents_are_understood_as_raw_ones_are()
    {
        ModelInferResponse answer = new()
        {
            Outputs =
            {
                Output("f", "FP32", 2, new() { Fp32Contents = { 1.5f, float.NaN } }),
                Output("i", "INT8", 1, new() { IntContents = { -7 } }),
                Output("l", "INT64", 1, new() { Int64Contents = { long.MinValue } }),
                Output("b", "BOOL", 1, new() { BoolContents = { true } }),
                Output("s", "BYTES", 1, new() { BytesContents = { ByteString.CopyFromUtf8("η") } }),
            },
        };

        List<Tensor> tensors = GrpcTensors.Read(answer);

        Assert.That(tensors[0].Get<float>().ToArray(), Is.EqualTo(new[] { 1.5f, float.NaN }));
        Assert.That(tensors[1].Get<sbyte>()[0], Is.EqualTo(-7));
        Assert.That(tensors[2].Get<long>()[0], Is.EqualTo(long.MinValue));
        Assert.That(tensors[3].Get<bool>()[0], Is.True);
        Assert.That(((BytesTensor)tensors[4]).GetText(0), Is.EqualTo("η"));
    }

    [Test]
    public void An_answer_that_is_none_is_a_failure_and_no_prediction()
    {
        ModelInferResponse[] answers =
        [
            new(),
            new() { Outputs = { Output("f", "FP32", 2, new() { Fp32Contents = { 1 } }) } },
            new() { Outputs = { Output("f", "FP99", 1, new() { Fp32Contents = { 1 } }) } },
            new() { Outputs = { Output("f", "FP16", 1, new() { Fp32Contents = { 1 } }) } },
            new() { Outputs = { Output("i", "INT8", 1, new() { IntContents = { 300 } }) } },
            new() { Outputs = { Output("f", "FP32", -1, new()) } },
            new() { Outputs = { Output("f", "FP32", 2, null) }, RawOutputContents = { ByteString.CopyFrom(1, 2, 3, 4) } },
            new() { Outputs = { Output("f", "FP32", 1, null), Output("g", "FP32", 1, null) }, RawOutputContents = { ByteString.Empty } },
        ];

        foreach (ModelInferResponse answer in answers)
            Assert.That(() => GrpcTensors.Read(answer),
                Throws.InstanceOf<InferenceException>().With.Property("Failure").EqualTo(InferenceFailure.Internal), $"{answer}");
    }

    private static ModelInferResponse.Types.InferOutputTensor Output(
        string name, string datatype, long size, InferTensorContents? contents) =>
        new() { Name = name, Datatype = datatype, Shape = { size }, Contents = contents };
}

using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Hep.Jagged;
using Hep.Onnx;
using Hep.Train.Tests;

namespace Hep.Train.Python.Tests.Models;

/// <summary>What a script hands over may be anything: it is a model, or refused.</summary>
public sealed class HandedModelTests
{
    private static readonly FeatureSpecification Features = FeatureSpecification.FromJson("""{"features": {"columns": ["x", "noise"]}}""");

    private static readonly TrainingProblem Problem = new()
    {
        Pipeline = FeaturePipeline.Create(Features, FeatureStatistics.CollectAsync(new SyntheticEvents(10), Features).Result),
        Heads = [new TrainingHead { Task = TrainingTask.Binary, OutputCount = 1 }],
        Options = new TrainingOptions(),
    };

    private const string Trees = """
        {"form": "trees", "head": "sigmoid", "inputs": ["missing"], "scaling": [], "base": {"type": "f4", "shape": [1], "at": 0},
         "counts": {"type": "i4", "shape": [1], "at": 4}, "feature": {"type": "i4", "shape": [3], "at": 8},
         "threshold": {"type": "f4", "shape": [3], "at": 20}, "left": {"type": "i4", "shape": [3], "at": 32},
         "right": {"type": "i4", "shape": [3], "at": 44}, "missing_left": {"type": "u1", "shape": [3], "at": 68},
         "values": {"type": "f4", "shape": [3, 1], "at": 56}}
        """;

    [Test]
    public void A_described_tree_becomes_a_graph() =>
        Assert.That(HandedModel.Read(Content(Trees), Problem).Model.Layers.Select(l => l.Operator),
            Does.Contain("ai.onnx.ml.TreeEnsembleRegressor"));

    [Test]
    public void A_damaged_description_is_refused_or_still_a_model()
    {
        byte[] content = Content(Trees);

        Gen.Select(Gen.Int[0, content.Length - 1], Gen.Byte, Gen.Int[0, content.Length]).Sample((at, value, length) =>
        {
            byte[] damaged = [.. content];
            damaged[at] = value;
            try
            {
                HandedModel.Read(damaged.AsMemory(0, length), Problem);
                HandedModel.Read(damaged, Problem);
            }
            catch (InvalidDataException)
            {
                // It was noticed.
            }
        }, iter: 3000);
    }

    [TestCase("\"form\": \"trees\"", "\"form\": \"pickle\"", "There are onnx, layers, trees")]
    [TestCase("\"shape\": [3, 1]", "\"shape\": [3, 2]", "expected [3, 1]")]
    [TestCase("\"at\": 68", "\"at\": 70", "1 remain")]
    [TestCase("\"type\": \"u1\"", "\"type\": \"f4\"", "where 'u1' is expected")]
    [TestCase("[\"missing\"]", "[\"labels\"]", "none of features, mask, missing")]
    public void What_does_not_fit_is_named(string right, string wrong, string expected) =>
        Assert.That(() => HandedModel.Read(Content(Trees.Replace(right, wrong, StringComparison.Ordinal)), Problem),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(expected));

    /// <summary>One question with two leaves.</summary>
    private static byte[] Content(string json)
    {
        byte[] document = Encoding.UTF8.GetBytes(json), data = new byte[71];
        foreach ((int i, int word) in ((int[])[0, 3, 1, -1, -1, Bits(0.5f), 0, 0, 1, 0, 0, 2, 0, 0, 0, Bits(1), Bits(-1)]).Index())
            BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(4 * i), word);
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, document.Length);
        return [.. length, .. document, .. data];
    }

    private static int Bits(float value) => BitConverter.SingleToInt32Bits(value);
}

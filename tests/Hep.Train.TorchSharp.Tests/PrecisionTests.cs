using Hep.Jagged;
using Hep.Onnx;
using static TorchSharp.torch.nn;

namespace Hep.Train.TorchSharp.Tests;

/// <summary>Steps whose products are bfloat16; everything else stays float32.</summary>
[NonParallelizable]
public sealed class PrecisionTests : TorchFixture
{
    private static readonly TrainingOptions Narrow = new() { Precision = TrainingPrecision.BFloat16, Seed = 3, LearningRate = 0.01 };

    private static IEnumerable<NetworkSpecification> Kinds =>
    [
        new DenseSpecification { Normalization = Normalization.Batch, Residual = true, Layers = [16, 16], Dropout = 0.1 },
        new DenseSpecification { Normalization = Normalization.Layer, Layers = [16] },
        new DeepSetsSpecification { Pooling = [Pooling.Sum, Pooling.Mean, Pooling.Max] },
        new SetTransformerSpecification { Width = 16, Blocks = 2, Dropout = 0.1 },
        new ConvolutionSpecification { Channels = [4], Normalization = Normalization.Batch },
        new AutoencoderSpecification { Anomaly = true }, new VariationalAutoencoderSpecification { DivergenceWeight = 0.1 },
    ];

    [TestCaseSource(nameof(Kinds))]
    public async Task A_network_begins_with_the_same_loss_learns_and_gives_a_model_of_float32(NetworkSpecification network)
    {
        using NetworkRun wide = new(network), narrow = new(network, Narrow);
        using EntryBatch events = new SampleEvents(200, seed: 8).Make(0, 200);

        // Only before the first update both have the same weights: twenty steps on, a set transformer is elsewhere (0.12 for 0.19).
        double expected = await wide.TrainAsync(1), loss = await narrow.TrainAsync(1), last = await narrow.TrainAsync(20);
        float[] engine = await narrow.PredictAsync(events), onnx = await narrow.PredictInOnnxRuntimeAsync(events);

        Assert.That(loss, Is.EqualTo(expected).Within(2).Percent.And.Not.EqualTo(expected));
        Assert.That(last, Is.LessThan(loss));
        Assert.That(narrow.Engine.SaveState().Get<float>("weight.0").Length, Is.Positive);
        Assert.That(narrow.Engine.ToModel().Outputs.Select(o => o.ElementType), Is.All.EqualTo(OnnxElementType.Float32));
        Assert.That(engine.Zip(onnx, (a, b) => Math.Abs(a - b) / Math.Max(1.0, Math.Abs(a))).Max(), Is.LessThan(1e-5));
    }

    [TestCaseSource(nameof(Activations))]
    public async Task Every_activation_is_known_of_bfloat16(Activation activation)
    {
        using NetworkRun run = new(new DenseSpecification { Layers = [8], Activation = activation }, Narrow);

        double first = await run.TrainAsync(1), last = await run.TrainAsync(20);

        Assert.That(last, Is.LessThan(first));
    }

    [Test]
    public void A_module_of_a_programs_own_chooses_its_types_itself()
    {
        using TorchSharpEngine engine = TorchSharpEngine.For(p => Sequential(Linear(p.CellCount, 1)));

        Assert.That(() => engine.Check(Narrow), Throws.TypeOf<TrainingException>().With.Message.Contains("module of a program's own"));
    }

    private static IEnumerable<Activation> Activations => Enum.GetValues<Activation>();
}

using Hep.Onnx;

namespace Hep.Train.TorchSharp.Tests;

/// <summary>Networks that train on one stream, one thread each.</summary>
[NonParallelizable]
public sealed class JointTrainingTests : TorchFixture
{
    private static readonly TrainingOptions Options = new() { Epochs = 6, Batch = 16, Seed = 4, LearningRate = 0.01, Patience = 2 };

    /// <summary>Both leave values out, by random numbers of their own.</summary>
    [TestCase(1L << 30)]
    [TestCase(0)]
    public async Task Each_has_the_bits_that_it_has_alone(long cache)
    {
        NetworkSpecification[] networks =
            [NetworkSpecification.Dense(32, 16) with { Dropout = 0.3 }, new DeepSetsSpecification { Collections = ["Jet"], Dropout = 0.2 }];
        TrainingOptions options = Options with { Cache = cache };
        SampleEvents events = new(1500);
        List<byte[]> alone = [];
        foreach (NetworkSpecification network in networks)
        {
            using TorchSharpEngine engine = new(network);
            alone.Add(Graph(await Trainer.FitAsync(events, SampleEvents.Features, engine, options)));
        }

        using TorchSharpEngine first = new(networks[0]), second = new(networks[1]);
        IReadOnlyList<TrainingResult> together = await Trainer.FitAllAsync(events, SampleEvents.Features, [first, second], options);

        Assert.That(together.Select(Graph), Is.EqualTo(alone));
    }

    [Test]
    public void Networks_of_which_one_takes_grids_are_refused()
    {
        using TorchSharpEngine cells = new(NetworkSpecification.Dense(8)), grids = new(new ConvolutionSpecification { Channels = [4] });

        Assert.That(async () => await Trainer.FitAllAsync(new SampleEvents(100), SampleEvents.Features, [cells, grids], Options),
            Throws.TypeOf<TrainingException>().With.Message.Contains("takes grids"));
    }

    private static byte[] Graph(TrainingResult result)
    {
        OnnxModel model = OnnxModel.Load(result.Model.ToArray());
        model.Metadata.Clear();
        return model.ToArray();
    }
}

using Hep.Jagged;
using TorchSharp;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp.Tests;

/// <summary>What convolutions read.</summary>
[NonParallelizable]
public sealed class ConvolutionTests : TorchFixture
{
    [Test, Combinatorial]
    public async Task No_number_comes_from_memory_that_was_used_before(
        [Values(1, 3)] int kernel, [Values(1, 9, 20)] int channels, [Values] TrainingPrecision precision)
    {
        ConvolutionSpecification network = new() { Channels = [channels, 2], Kernel = kernel, Activation = Activation.Gelu };
        using NetworkRun run = new(network, new TrainingOptions { Seed = 3, Precision = precision });
        using EntryBatch events = new SampleEvents(30, seed: 2).Make(0, 30);

        for (int pass = 0; pass < 10; pass++)
        {
            LeaveNoNumbersBehind();
            Assert.That(await run.TrainAsync(1), Is.Not.NaN);
            LeaveNoNumbersBehind();
            Assert.That(await run.PredictAsync(events), Has.None.NaN);
        }
    }

    /// <summary>Most of the memory that the next tensors get holds NaN.</summary>
    private static void LeaveNoNumbersBehind()
    {
        using DisposeScope scope = NewDisposeScope();
        for (int count = 16; count < 1 << 17; count += count / 8)
            for (int i = 0; i < 8; i++) full(count, float.NaN);
    }
}

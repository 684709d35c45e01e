using System.Runtime.ExceptionServices;
using TorchSharp;

namespace Hep.Train.TorchSharp.Tests;

/// <summary>
/// A pass goes on now on one thread of the pool, now on another, and how many more OpenMP may take is a setting of each thread: one that
/// used libtorch before an engine started may keep all cores. The bits of a model must not tell.
/// </summary>
[NonParallelizable]
public sealed class ThreadTests : TorchFixture
{
    private const int Passes = 4;

    [Test]
    public void A_model_has_the_same_bits_on_whatever_threads_it_was_trained()
    {
        if (Environment.ProcessorCount < 2) Assert.Ignore("One processor: there is nothing to tell apart.");
        byte[] here, there;
        using (NetworkRun training = NewRun())
        {
            for (int pass = 0; pass < Passes; pass++) Train(training);
            here = training.Engine.ToModel().ToArray();
        }
        using (NetworkRun training = NewRun())
        {
            for (int pass = 0; pass < Passes; pass++) OnAnotherThread(() =>
            {
                torch.set_num_threads(2);
                Train(training);
            });
            there = training.Engine.ToModel().ToArray();
        }

        Assert.That(there, Is.EqualTo(here));
    }

    private static NetworkRun NewRun() => new(new ConvolutionSpecification { Channels = [16, 32], Layers = [128] });

    private static void Train(NetworkRun training) => training.TrainAsync(1).GetAwaiter().GetResult();

    private static void OnAnotherThread(Action work)
    {
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                work();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }
}

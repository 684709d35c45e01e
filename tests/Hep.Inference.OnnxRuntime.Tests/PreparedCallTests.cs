using Hep.Inference.Testing;
using Hep.Onnx;

namespace Hep.Inference.OnnxRuntime.Tests;

public sealed class PreparedCallTests
{
    [Test]
    public async Task A_prepared_call_gives_what_a_call_gives_again_and_again()
    {
        await using OnnxPredictor predictor = OnnxPredictor.Load(Models.Linear(0.5f));
        using PreparedCall call = predictor.Prepare(rows: 2);
        for (int run = 0; run < 3; run++)
        {
            float[] rows = [1, 2, 3, 4 + run, 0, 0, 0, run];
            rows.CopyTo(call.Input<float>("inputs"));
            call.Run();
            Assert.That(call.Output<float>("outputs").ToArray(), Is.EqualTo(new[] { 30.5f + (4 * run), 0.5f + (4 * run) }));
        }
    }

    [Test]
    public async Task A_run_allocates_nothing_in_the_steady_state()
    {
        await using OnnxPredictor predictor = OnnxPredictor.Load(Models.Linear(0.5f));
        using PreparedCall call = predictor.Prepare();
        Run(1000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(1000);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThanOrEqualTo(16 * 1000), "16 bytes are the runtime's own");

        void Run(int count)
        {
            for (int i = 0; i < count; i++)
            {
                call.Input<float>("inputs")[0] = i;
                call.Run();
                if (call.Output<float>("outputs")[0] != i + 0.5f) Assert.Fail($"run {i}");
            }
        }
    }

    [Test]
    public async Task Many_prepared_calls_of_one_model_run_at_once()
    {
        await using OnnxPredictor predictor = OnnxPredictor.Load(Models.Linear(0));
        Parallel.For(0, 8, caller =>
        {
            using PreparedCall call = predictor.Prepare();
            for (int i = 0; i < 500; i++)
            {
                call.Input<float>("inputs")[0] = caller + i;
                call.Run();
                Assert.That(call.Output<float>("outputs")[0], Is.EqualTo(caller + i));
            }
        });
    }

    [Test]
    public async Task It_outlives_its_predictor_and_ends_with_itself()
    {
        OnnxPredictor predictor = OnnxPredictor.Load(Models.Linear(0.5f));
        PreparedCall call = predictor.Prepare();
        await predictor.DisposeAsync();
        call.Run();
        Assert.That(call.Output<float>("outputs")[0], Is.EqualTo(0.5f));
        Assert.That(() => predictor.Prepare(), Throws.InstanceOf<ObjectDisposedException>());
        call.Dispose();
        call.Dispose();
        Assert.That(call.Run, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => call.Input<float>("inputs").Length, Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task Other_names_and_types_are_refused()
    {
        await using OnnxPredictor predictor = OnnxPredictor.Load(Models.Linear(0.5f));
        using PreparedCall call = predictor.Prepare();
        Assert.That(() => call.Input<float>("input").Length,
            Throws.InstanceOf<InferenceException>().With.Message.Contains("Nearest: inputs"));
        Assert.That(() => call.Input<double>("inputs").Length, Throws.InstanceOf<InferenceException>().With.Message.Contains("FP32"));
    }

    [Test]
    public async Task Sizes_that_are_not_known_beforehand_are_refused()
    {
        await using OnnxPredictor text = OnnxPredictor.Load(Models.Identity(TensorType.Bytes));
        Assert.That(() => text.Prepare(), Throws.InstanceOf<InferenceException>().With.Message.Contains("holds text"));
    }
}

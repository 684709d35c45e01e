using Hep.Jagged;
using Hep.Onnx;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;

namespace Hep.Train.TorchSharp.Tests;

[NonParallelizable]
public sealed class TorchSharpEngineTests : TorchFixture
{
    [Test]
    public async Task Onnx_runtime_predicts_what_the_engine_predicts(
        [Values] Activation activation,
        [Values(TrainingTask.Binary, TrainingTask.MultiClass, TrainingTask.Regression)] TrainingTask task, [Values] bool useMask)
    {
        using TorchSharpEngine engine =
            new(new DenseSpecification { Layers = [8, 5], Activation = activation, Dropout = 0.2, UseMask = useMask });
        TrainingProblem problem = SampleProblem.For(task);
        engine.Start(problem);
        for (int epoch = 0; epoch < 5; epoch++) await engine.TrainAsync(SampleProblem.Once(SampleProblem.Batch(task)));
        using PaddedBatch batch = SampleProblem.Batch(task);

        float[] own = await PredictAsync(engine, batch, problem), onnx = Run(engine.ToModel(), batch, problem.Heads[0].OutputName);

        float scale = task == TrainingTask.Regression ? 100 : 1;
        Assert.That(onnx, Has.Length.EqualTo(SampleProblem.EntryCount * problem.OutputCount));
        Assert.That(own, Is.All.Matches<float>(float.IsFinite));
        Assert.That(onnx.Zip(own, (a, b) => Math.Abs(a - b) / scale).Max(), Is.LessThan(1e-5));
    }

    [TestCase(TrainingTask.Binary, 0.3)]
    [TestCase(TrainingTask.MultiClass, 0.5)]
    [TestCase(TrainingTask.Regression, 0.5)]
    public async Task A_network_learns(TrainingTask task, double loss)
    {
        using TorchSharpEngine engine = new(NetworkSpecification.Dense(16));
        engine.Start(SampleProblem.For(task));

        double first = await engine.TrainAsync(SampleProblem.Once(SampleProblem.Batch(task))), last = first;
        for (int epoch = 0; epoch < 200; epoch++) last = await engine.TrainAsync(SampleProblem.Once(SampleProblem.Batch(task)));

        Assert.That(last, Is.LessThan(loss).And.LessThan(first / 2));
    }

    [TestCase(OptimizerKind.Adam)]
    [TestCase(OptimizerKind.AdamW)]
    [TestCase(OptimizerKind.Sgd)]
    public async Task Equal_seeds_give_the_same_bits_and_others_do_not(OptimizerKind optimizer)
    {
        byte[] first = await TrainAsync(seed: 5, optimizer), again = await TrainAsync(seed: 5, optimizer),
            other = await TrainAsync(seed: 6, optimizer);

        Assert.That(again, Is.EqualTo(first));
        Assert.That(other, Is.Not.EqualTo(first));
    }

    [Test]
    public async Task The_random_numbers_of_the_process_are_left_alone()
    {
        torch.random.manual_seed(1);
        float expected = torch.rand(1).item<float>();
        torch.random.manual_seed(1);

        await TrainAsync(seed: 5, OptimizerKind.Adam);

        Assert.That(torch.rand(1).item<float>(), Is.EqualTo(expected));
    }

    /// <summary>
    /// Native objects that are left to finalizers may go while libtorch reads them: each kind of network and optimizer is free of such.
    /// </summary>
    [TestCase(OptimizerKind.Adam, Activation.Relu)]
    [TestCase(OptimizerKind.Adam, Activation.LeakyRelu)]
    [TestCase(OptimizerKind.Adam, Activation.Elu)]
    [TestCase(OptimizerKind.Adam, Activation.Softplus)]
    [TestCase(OptimizerKind.AdamW, Activation.Relu)]
    [TestCase(OptimizerKind.Sgd, Activation.Relu)]
    public async Task A_collector_that_never_rests_changes_nothing(OptimizerKind optimizer, Activation activation)
    {
        const int Steps = 1000;   // optimized code, in which the race is open, comes after some hundred

        byte[] calm = await TrainAsync(seed: 5, optimizer, activation, epochs: Steps);
        using CancellationTokenSource end = new();
        Task collector = Task.Run(() =>
        {
            while (!end.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });

        byte[] disturbed = await TrainAsync(seed: 5, optimizer, activation, epochs: Steps);
        await end.CancelAsync();
        await collector;

        Assert.That(disturbed, Is.EqualTo(calm));
    }

    [Test]
    public async Task Kept_weights_come_back()
    {
        using TorchSharpEngine engine = new(NetworkSpecification.Dense(8));
        engine.Start(SampleProblem.For(TrainingTask.Binary));
        await engine.TrainAsync(SampleProblem.Once(SampleProblem.Batch(TrainingTask.Binary)));
        engine.KeepWeights();
        byte[] kept = engine.ToModel().ToArray();

        await engine.TrainAsync(SampleProblem.Once(SampleProblem.Batch(TrainingTask.Binary)));
        byte[] later = engine.ToModel().ToArray();
        engine.RestoreWeights();

        Assert.That(later, Is.Not.EqualTo(kept));
        Assert.That(engine.ToModel().ToArray(), Is.EqualTo(kept));
    }

    [Test]
    public async Task Entries_without_weight_teach_nothing()
    {
        using TorchSharpEngine engine = new(NetworkSpecification.Dense());
        engine.Start(SampleProblem.For(TrainingTask.Binary, new TrainingOptions { Optimizer = OptimizerKind.Sgd }));
        byte[] before = engine.ToModel().ToArray();

        await engine.TrainAsync(SampleProblem.Once(SampleProblem.Batch(TrainingTask.Binary, weight: _ => 0)));

        Assert.That(engine.ToModel().ToArray(), Is.EqualTo(before));
    }

    [Test]
    public async Task The_scale_of_weights_does_not_scale_steps()
    {
        using TorchSharpEngine one = new(NetworkSpecification.Dense()), thousand = new(NetworkSpecification.Dense());
        TrainingOptions options = new() { Optimizer = OptimizerKind.Sgd, LearningRate = 0.1 };
        one.Start(SampleProblem.For(TrainingTask.Binary, options));
        thousand.Start(SampleProblem.For(TrainingTask.Binary, options) with { MeanWeight = 1024 });

        double loss = await one.TrainAsync(SampleProblem.Once(SampleProblem.Batch(TrainingTask.Binary)));
        double scaled = await thousand.TrainAsync(SampleProblem.Once(SampleProblem.Batch(TrainingTask.Binary, weight: _ => 1024)));

        Assert.That(scaled, Is.EqualTo(loss).Within(1e-6));
        Assert.That(thousand.ToModel().ToArray(), Is.EqualTo(one.ToModel().ToArray()));
    }

    [Test]
    public void An_engine_must_be_started()
    {
        using TorchSharpEngine engine = new(NetworkSpecification.Dense(8));

        Assert.That(engine.ToModel, Throws.InvalidOperationException.With.Message.Contains("Start"));
    }

    [Test]
    public void A_network_that_cannot_be_is_refused() =>
        Assert.That(() => new TorchSharpEngine(new DenseSpecification { Dropout = 1 }),
            Throws.ArgumentException.With.Message.Contains("dropout: A number from 0 to below 1"));

    private static async Task<byte[]> TrainAsync(
        long seed, OptimizerKind optimizer, Activation activation = Activation.Relu, int epochs = 3)
    {
        using TorchSharpEngine engine = new(new DenseSpecification { Layers = [8], Dropout = 0.5, Activation = activation });
        engine.Start(
            SampleProblem.For(TrainingTask.Binary, new TrainingOptions { Seed = seed, Optimizer = optimizer, WeightDecay = 0.01 }));
        for (int epoch = 0; epoch < epochs; epoch++) await engine.TrainAsync(SampleProblem.Once(SampleProblem.Batch(TrainingTask.Binary)));
        return engine.ToModel().ToArray();
    }

    private static async Task<float[]> PredictAsync(TorchSharpEngine engine, PaddedBatch batch, TrainingProblem problem)
    {
        float[] predictions = new float[batch.EntryCount * problem.OutputCount];
        await engine.PredictAsync(batch, predictions);
        return predictions;
    }

    private static float[] Run(OnnxModel model, PaddedBatch batch, string output)
    {
        using InferenceSession session = new(model.ToArray());
        long[] shape = [batch.EntryCount, batch.CellCount];
        Dictionary<string, float[]> values = new()
        {
            ["features"] = batch.Features.ToArray(),
            ["mask"] = [.. batch.Mask.ToArray().Select(m => m ? 1f : 0f)],
        };
        string[] names = [.. model.Inputs.Select(i => i.Name)];
        OrtValue[] inputs = [.. names.Select(n => OrtValue.CreateTensorValueFromMemory(values[n], shape))];
        using RunOptions options = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, names, inputs, [output]);
        foreach (OrtValue input in inputs) input.Dispose();
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}

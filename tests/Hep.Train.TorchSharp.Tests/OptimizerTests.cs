using Hep.Jagged;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp.Tests;

/// <summary>Our optimizers and schedules beside libtorch's own.</summary>
[NonParallelizable]
public sealed class OptimizerTests : TorchFixture
{
    private static IEnumerable<TestCaseData> Cases()
    {
        TrainingOptions plain = new() { LearningRate = 0.05, WeightDecay = 0.1 };
        yield return Case("adam", plain, p => optim.Adam(p, 0.05, weight_decay: 0.1));
        yield return Case("adamw", plain with { Optimizer = OptimizerKind.AdamW }, p => optim.AdamW(p, 0.05, weight_decay: 0.1));
        plain = plain with { Optimizer = OptimizerKind.Sgd };
        yield return Case("sgd", plain, p => optim.SGD(p, 0.05, weight_decay: 0.1));
        yield return Case("momentum", plain with { Momentum = 0.8 }, p => optim.SGD(p, 0.05, momentum: 0.8, weight_decay: 0.1));
        yield return Case("nesterov", plain with { Momentum = 0.8, Nesterov = true },
            p => optim.SGD(p, 0.05, momentum: 0.8, weight_decay: 0.1, nesterov: true));
        yield return Case("clipped", plain with { ClipNorm = 0.5 }, p => optim.SGD(p, 0.05, weight_decay: 0.1));
    }

    [TestCaseSource(nameof(Cases))]
    public void Steps_are_those_of_libtorch(TrainingOptions options, Func<IEnumerable<Parameter>, optim.Optimizer> theirs)
    {
        using Parameter own = New(), other = New();
        using Optimizer optimizer = Optimizer.Create(options, [own]);
        using optim.Optimizer reference = theirs([other]);

        for (int step = 0; step < 25; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            optimizer.Step(Loss(own, step), 1);
            reference.zero_grad();
            Loss(other, step).backward();
            if (options.ClipNorm > 0) nn.utils.clip_grad_norm_([other], options.ClipNorm);
            reference.step();
        }

        Assert.That(Weights.Values(own), Is.EqualTo(Weights.Values(other)).Within(1e-6));
    }

    private static IEnumerable<TestCaseData> Schedules()
    {
        yield return Schedule("step", new() { Kind = ScheduleKind.Step, Every = 7, Factor = 0.3 },
            o => optim.lr_scheduler.StepLR(o, 7, 0.3));
        yield return Schedule("cosine", new() { Kind = ScheduleKind.Cosine, Factor = 0.1 },
            o => optim.lr_scheduler.CosineAnnealingLR(o, 40, 0.1));
        yield return Schedule("one cycle", new() { Kind = ScheduleKind.OneCycle },
            o => optim.lr_scheduler.OneCycleLR(o, 1, total_steps: 40, cycle_momentum: false));
    }

    [TestCaseSource(nameof(Schedules))]
    public void Rates_are_those_of_libtorch(LearningRateSchedule schedule, Func<optim.Optimizer, optim.lr_scheduler.LRScheduler> theirs)
    {
        using Parameter parameter = New();
        using optim.Optimizer optimizer = optim.SGD([parameter], 1.0);
        optim.lr_scheduler.LRScheduler reference = theirs(optimizer);

        for (int update = 0; update < 40; update++)
        {
            Assert.That(schedule.FactorAt(update, updatesPerEpoch: 1, epochs: 40),
                Is.EqualTo(optimizer.ParamGroups.First().LearningRate).Within(1e-9), $"update {update}");
            if (update < 39) reference.step();
        }
    }

    [Test]
    public void A_plateau_is_that_of_libtorch()
    {
        using Parameter parameter = New();
        using optim.Optimizer optimizer = optim.SGD([parameter], 1.0);
        optim.lr_scheduler.LRScheduler reference = optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor: 0.5, patience: 2);
        LearningRateSchedule schedule = new() { Kind = ScheduleKind.Plateau, Every = 2, Factor = 0.5 };
        Random random = new(3);
        List<double> losses = [];

        for (int epoch = 0; epoch < 40; epoch++)
        {
            losses.Add(1.0 / (epoch + 5) + random.NextDouble() / 20);
            reference.step(losses[^1]);

            Assert.That(schedule.FactorAt(0, 1, 40, schedule.ReductionsAfter(losses)),
                Is.EqualTo(optimizer.ParamGroups.First().LearningRate), $"epoch {epoch}");
        }
        Assert.That(schedule.ReductionsAfter(losses), Is.GreaterThan(3));
    }

    [TestCase(OptimizerKind.Adam)]
    [TestCase(OptimizerKind.Sgd)]
    public async Task Batches_whose_gradients_are_gathered_move_as_one(OptimizerKind optimizer)
    {
        TrainingOptions options = new() { Batch = 200, Optimizer = optimizer, LearningRate = 0.01 };
        using TorchSharpEngine whole = new(NetworkSpecification.Dense(8)), gathered = new(NetworkSpecification.Dense(8));
        whole.Start(SampleProblem.For(TrainingTask.Binary, options with { Batch = 400 }));
        gathered.Start(SampleProblem.For(TrainingTask.Binary, options with { Accumulate = 2 }));

        double one = await whole.TrainAsync(Parts(400)), two = await gathered.TrainAsync(Parts(200));   // of 600: one half step is left

        Assert.That(two, Is.EqualTo(one).Within(0.02));
        Assert.That(WeightsOf(gathered), Is.EqualTo(WeightsOf(whole)).Within(2e-5));
    }

    private static float[] WeightsOf(TorchSharpEngine engine) => engine.SaveState().Get<float>("weight.0").ToArray();

    private static async IAsyncEnumerable<PaddedBatch> Parts(int size)
    {
        await Task.CompletedTask;
        using PaddedBatch all = SampleProblem.Batch(TrainingTask.Binary);
        foreach (int[] rows in Enumerable.Range(0, all.EntryCount).Chunk(size)) yield return all.Take(rows);
    }

    private static Parameter New() => new(tensor(new[] { 0.5f, -1f, 2f }));

    private static Tensor Loss(Parameter p, int step) => p.sub(tensor(new[] { 1f, 0.2f * step, -1f })).pow(2).mul(tensor(new[] { 1f, 3f,
        0.2f })).sum();

    private static TestCaseData Case(string name, TrainingOptions options, Func<IEnumerable<Parameter>, optim.Optimizer> theirs) =>
        new TestCaseData(options, theirs).SetName($"Steps_of_{name}_are_those_of_libtorch");

    private static TestCaseData Schedule(
        string name, LearningRateSchedule schedule, Func<optim.Optimizer, optim.lr_scheduler.LRScheduler> theirs) =>
        new TestCaseData(schedule, theirs).SetName($"Rates_of_{name}_are_those_of_libtorch");
}

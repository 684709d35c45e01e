using Hep.Jagged;

namespace Hep.Train.ML.Tests;

public sealed class FitProgressTests
{
    [Test]
    public async Task The_last_that_is_told_are_all_iterations_of_all_models(
        [Values(0, 1, 2, 3)] int model, [Values(TrainingTask.Binary, TrainingTask.MultiClass, TrainingTask.Regression)] TrainingTask task)
    {
        MLNetSpecification specification = SampleModels.All[model];
        using MLNetEngine engine = SampleModels.New(specification);
        engine.Start(SampleProblem.For(task));
        using PaddedBatch batch = SampleProblem.Batch(task);
        Told told = new();

        await engine.FitAsync(SampleProblem.Stream(batch), null, told);

        int iterations = specification.Kind == ModelKind.Linear ? specification.Linear.Iterations : 20,
            fits = model == 1 && task == TrainingTask.MultiClass ? 3 : 1;   // FastTree tells each class from all others
        Assert.That(told.All[^1], Is.EqualTo(new FittingProgress(fits * iterations, fits * iterations)));
        Assert.That(told.All.Select(p => p.Iterations), Is.Ordered);
    }

    [Test]
    public void Iterations_are_told_while_trees_grow_and_training_ends_when_it_is_cancelled(
        [Values(TreeLearner.LightGbm, TreeLearner.FastTree)] TreeLearner learner)
    {
        using MLNetEngine engine = SampleModels.New(SampleModels.Endless(learner));
        engine.Start(SampleProblem.For(TrainingTask.Binary, new TrainingOptions { ProgressInterval = TimeSpan.Zero }));
        using PaddedBatch batch = SampleProblem.Batch(TrainingTask.Binary);
        using CancellationTokenSource cancellation = new();
        Told told = new(p => { if (p.Iterations > 0) cancellation.Cancel(); });

        Assert.That(async () => await engine.FitAsync(SampleProblem.Stream(batch), null, told, cancellation.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(told.All.Select(p => p.Iterations), Is.All.LessThan(100_000));
        Assert.That(told.All.Select(p => p.IterationCount), Is.All.EqualTo(100_000));
    }

    private sealed class Told(Action<FittingProgress>? then = null) : IProgress<FittingProgress>
    {
        public List<FittingProgress> All { get; } = [];

        public void Report(FittingProgress value)
        {
            All.Add(value);
            then?.Invoke(value);
        }
    }
}

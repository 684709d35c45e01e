using Hep.Jagged;

namespace Hep.Train.ML.Tests;

public sealed class DecidingFigureTests
{
    /// <summary>LightGBM knows the loss alone: it must not end what another figure is to decide.</summary>
    [TestCase("loss", true)]
    [TestCase("log_loss", true)]
    [TestCase("auc", false)]
    [TestCase("accuracy", false)]
    public async Task LightGBM_stops_by_itself_where_the_loss_decides(string monitor, bool stops)
    {
        using MLNetEngine engine = SampleModels.New(new()
        {
            Threads = 1,
            BoostedTrees = new() { Learner = TreeLearner.LightGbm, Iterations = 300, MinimumEntries = 1, LearningRate = 0.5 },
        });
        engine.Start(SampleProblem.For(TrainingTask.Binary, new TrainingOptions { Patience = 3, Monitor = monitor }));
        using PaddedBatch batch = SampleProblem.Batch(TrainingTask.Binary), other = SampleProblem.Batch(TrainingTask.Binary, seed: 2);

        int made = await engine.FitAsync(SampleProblem.Stream(batch), SampleProblem.Stream(other));

        Assert.That(made, stops ? Is.LessThan(100) : Is.EqualTo(300));
    }
}

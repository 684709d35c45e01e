using Hep.Tool.Training;
using Hep.Train;

namespace Hep.Tool.Tests.Terminal;

public sealed class BatchLineTests
{
    private static readonly TrainingProgress Some = new()
    {
        Epoch = 0, Epochs = 0, Batches = 3, BatchCount = 50, EntriesPerSecond = 12_345.6,
        Waited = TimeSpan.FromSeconds(0.3), LearningRate = 0,
    };

    [Test]
    public void Steps_are_told_by_epoch_and_batch() => Assert.That(BatchLine.Describe(Some with { Epoch = 2, Epochs = 20 }),
        Is.EqualTo("epoch 2 of 20: 3 of 50 batches, 12,346 samples/s, waited 0.3 s"));

    [TestCase(0, 0, "reading 3 of 50 batches, 12,346 samples/s, waited 0.3 s")]
    [TestCase(7, 100, "iteration 7 of 100: reading 3 of 50 batches, 12,346 samples/s, waited 0.3 s")]
    public void A_reading_of_a_fit_is_told_by_batch(int iterations, int count, string line) =>
        Assert.That(BatchLine.Describe(Some with { Stage = TrainingStage.Reading, Epoch = iterations, Epochs = count }), Is.EqualTo(line));

    [Test]
    public void A_fit_is_told_by_iteration_with_the_time_that_is_left() => Assert.That(
        BatchLine.Describe(Some with { Stage = TrainingStage.Fitting, Epoch = 37, Epochs = 400, Left = TimeSpan.FromSeconds(75) }),
        Is.EqualTo("iteration 37 of 400: 12,346 samples/s, 1:15 left at most"));

    [Test]
    public void A_judgement_is_told_by_the_time_that_is_left() => Assert.That(
        BatchLine.Describe(Some with { Stage = TrainingStage.Judging, Epoch = 400, Epochs = 400, Left = TimeSpan.FromSeconds(5) }),
        Is.EqualTo("judging 400 iterations: 12,346 samples/s, 0:05 left at most"));
}

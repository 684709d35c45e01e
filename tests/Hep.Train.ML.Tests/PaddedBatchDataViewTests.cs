using Hep.Jagged;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Hep.Train.ML.Tests;

public sealed class PaddedBatchDataViewTests
{
    [TestCase(MissingCells.AsStored, new[] { 1f, -7, 2, -7 })]
    [TestCase(MissingCells.NaN, new[] { 1f, float.NaN, 2, float.NaN })]
    [TestCase(MissingCells.MaskBeside, new[] { 1f, -7, 1, 0, 2, -7, 1, 0 })]
    public void Masked_cells_are_what_the_trainer_knows(MissingCells missing, float[] expected)
    {
        using PaddedBatch batch = SampleProblem.Batch([[1, 2], [float.NaN, float.NaN]], [0, 1], [1, 1], padding: -7);
        PaddedBatchDataView view = new(SampleProblem.Stream(batch), new() { CellCount = 2, Task = TrainingTask.Binary, Missing = missing });

        float[] cells = [.. view.GetColumn<float[]>("Features").SelectMany(r => r)];

        Assert.That(cells, Is.EqualTo(expected));
    }

    [Test]
    public void A_number_may_stand_for_nan()
    {
        using PaddedBatch batch = SampleProblem.Batch([[1], [float.NaN]], [0], [1]);
        PaddedBatchDataView view =
            new(SampleProblem.Stream(batch), new() { CellCount = 2, Task = TrainingTask.Binary, NanAs = float.MinValue });

        Assert.That(view.GetColumn<float[]>("Features").Single(), Is.EqualTo(new float[] { 1, float.MinValue }));
    }

    [Test]
    public void Labels_are_of_the_type_that_the_task_wants()
    {
        using PaddedBatch batch = SampleProblem.Batch([[1, 2, 3]], [0, 1, 2], [1, 0.5f, 2]);
        PaddedBatchDataView ViewFor(TrainingTask task) =>
            new(SampleProblem.Stream(batch), new() { CellCount = 1, Task = task, ClassCount = 3 });

        Assert.That(ViewFor(TrainingTask.Binary).GetColumn<bool>("Label"), Is.EqualTo(new[] { false, true, true }));
        Assert.That(ViewFor(TrainingTask.MultiClass).GetColumn<uint>("Label"), Is.EqualTo(new uint[] { 1, 2, 3 }));
        Assert.That(ViewFor(TrainingTask.Regression).GetColumn<float>("Label"), Is.EqualTo(new float[] { 0, 1, 2 }));
        Assert.That(ViewFor(TrainingTask.Regression).GetColumn<float>("Weight"), Is.EqualTo(new float[] { 1, 0.5f, 2 }));
    }

    [Test]
    public void Each_cursor_reads_from_the_beginning_and_gives_its_batches_back()
    {
        using PaddedBatch batch = SampleProblem.Batch(TrainingTask.Binary);
        List<PaddedBatch> given = [];
        PaddedBatchDataView view = new(SampleProblem.Stream(batch, given), new() { CellCount = 3, Task = TrainingTask.Binary });

        float[] first = [.. view.GetColumn<float>("Weight")], second = [.. view.GetColumn<float>("Weight")];
        using (DataViewRowCursor abandoned = view.GetRowCursor(view.Schema)) abandoned.MoveNext();

        Assert.That(first, Has.Length.EqualTo(SampleProblem.EntryCount));
        Assert.That(second, Is.EqualTo(first));
        Assert.That(given, Has.Count.EqualTo(9));   // the abandoned cursor came to the first of its four
        foreach (PaddedBatch each in given) Assert.That(() => each.Features.Length, Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void Any_trainer_of_ML_NET_takes_it()
    {
        MLContext context = new(1);
        using PaddedBatch batch = SampleProblem.Batch(TrainingTask.Regression);
        PaddedBatchDataView view = new(SampleProblem.Stream(batch),
            new() { CellCount = 3, Task = TrainingTask.Regression, Missing = MissingCells.AsStored });

        IDataView predicted = context.Regression.Trainers.OnlineGradientDescent().Fit(view).Transform(view);
        Microsoft.ML.Data.RegressionMetrics metrics = context.Regression.Evaluate(predicted);

        Assert.That(metrics.RSquared, Is.GreaterThan(0.5));
    }

    [Test]
    public void A_batch_of_another_width_is_refused()
    {
        using PaddedBatch batch = SampleProblem.Batch([[1], [2]], [0], [1]);
        PaddedBatchDataView view = new(SampleProblem.Stream(batch), new() { CellCount = 3, Task = TrainingTask.Binary });

        Assert.That(() => view.GetColumn<float>("Weight").Count(),
            Throws.InstanceOf<TrainingException>().With.Message.Contains("2 cells").And.Message.Contains("3 cells"));
    }

    [Test]
    public void Reading_ends_when_it_is_cancelled()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        PaddedBatchDataView view = new(Endless(), new() { CellCount = 3, Task = TrainingTask.Binary }, cancelled.Token);

        Assert.That(() => view.GetColumn<float>("Weight").Count(), Throws.InstanceOf<OperationCanceledException>());
    }

    private static async IAsyncEnumerable<PaddedBatch> Endless(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return SampleProblem.Batch([[1], [2], [3]], [0], [1]);
        }
    }
}

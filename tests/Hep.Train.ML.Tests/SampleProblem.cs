using Hep.Jagged;

namespace Hep.Train.ML.Tests;

/// <summary>Entries of three cells, some of them missing, and labels that follow from them; the same each time.</summary>
internal static class SampleProblem
{
    public const int EntryCount = 1500;

    public static TrainingProblem For(TrainingTask task, TrainingOptions? options = null) => For(new TrainingHead
    {
        Task = task,
        OutputCount = task == TrainingTask.MultiClass ? 3 : 1,
        TargetMeans = task == TrainingTask.Regression ? [50] : [],
        TargetDeviations = task == TrainingTask.Regression ? [20] : [],
    }, options);

    public static TrainingProblem For(TrainingHead head, TrainingOptions? options = null)
    {
        using EntryBatch events = new([.. Enumerable.Range(0, 3).Select(c => Column.Create($"c{c}", 0f, 1f))],
            EntryIdentities.Range(EntrySource.None, 0, 2));
        return new TrainingProblem
        {
            Pipeline = Pipeline(events, "c0", "c1", "c2"),
            Heads = [head],
            Options = options ?? new TrainingOptions { Seed = 5 },
        };
    }

    public static PaddedBatch Batch(TrainingTask task, Func<int, float>? weight = null, float padding = 0, int seed = 1)
    {
        Random random = new(seed);
        float[][] cells = [.. Enumerable.Range(0, 3).Select(_ => new float[EntryCount])];
        float[] labels = new float[EntryCount];
        for (int i = 0; i < EntryCount; i++)
        {
            foreach (float[] cell in cells)
                cell[i] = random.NextDouble() < 0.2 ? float.NaN : random.Next(8) == 0 ? -0f : (float)(random.NextDouble() * 4 - 2);
            float sum = (float.IsNaN(cells[0][i]) ? 0.5f : cells[0][i]) + 2 * (float.IsNaN(cells[1][i]) ? 1 : cells[1][i])
                + (float)random.NextDouble();
            labels[i] = task switch
            {
                TrainingTask.Binary => sum > 0.5 ? 1 : 0,
                TrainingTask.MultiClass => sum > 1.5 ? 2 : sum > -0.5 ? 1 : 0,
                _ => 50 + 20 * sum,
            };
        }
        return Batch(cells, labels, [.. Enumerable.Range(0, EntryCount).Select(i => weight?.Invoke(i) ?? 1)], padding);
    }

    /// <summary>Columns of cells as a batch; NaN is masked.</summary>
    public static PaddedBatch Batch(float[][] cells, float[] labels, float[] weights, float padding = 0)
    {
        using EntryBatch events = new(
            [.. cells.Select((c, i) => Column.Create($"c{i}", c)), Column.Create(DatasetColumns.Label, labels),
                Column.Create(DatasetColumns.Weight, weights)],
            EntryIdentities.Range(EntrySource.None, 0, labels.Length));
        return Pipeline(events, padding, [.. cells.Select((_, i) => $"c{i}")]).Apply(events);
    }

    public static FeaturePipeline Pipeline(EntryBatch events, params IReadOnlyList<string> columns) => Pipeline(events, 0, columns);

    public static FeaturePipeline Pipeline(EntryBatch events, FeatureSpecification features) =>
        FeaturePipeline.Create(features, FeatureStatistics.CollectAsync(new OneBatch(events), features).Result);

    /// <summary>A stream of the rows of a batch, some at a time, which may be read again and again.</summary>
    public static async IAsyncEnumerable<PaddedBatch> Stream(PaddedBatch batch, List<PaddedBatch>? given = null)
    {
        await Task.CompletedTask;
        foreach (int[] rows in Enumerable.Range(0, batch.EntryCount).Chunk(400))
        {
            PaddedBatch some = batch.Take(rows);
            given?.Add(some);
            yield return some;
        }
    }

    private static FeaturePipeline Pipeline(EntryBatch events, float padding, IReadOnlyList<string> columns) =>
        Pipeline(events, new FeatureSpecification { Columns = [.. columns], Padding = padding });

    private sealed class OneBatch(EntryBatch batch) : IBatchSource
    {
        public Schema Schema => batch.Schema;

        public long? EntryCount => batch.EntryCount;

        public async IAsyncEnumerable<EntryBatch> ReadAsync(
            int epoch = 0, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            yield return batch.Share();
        }
    }
}

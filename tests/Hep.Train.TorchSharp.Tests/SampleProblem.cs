using Hep.Jagged;

namespace Hep.Train.TorchSharp.Tests;

/// <summary>A batch of three cells, some of them missing, and labels that follow from them; the same each time.</summary>
internal static class SampleProblem
{
    public const int EntryCount = 600;

    public static TrainingProblem For(TrainingTask task, TrainingOptions? options = null) => new()
    {
        Pipeline = Pipeline(Events(task)),
        Heads =
        [
            new TrainingHead
            {
                Task = task,
                OutputCount = task == TrainingTask.MultiClass ? 3 : 1,
                TargetMeans = task == TrainingTask.Regression ? [50] : [],
                TargetDeviations = task == TrainingTask.Regression ? [20] : [],
            },
        ],
        Options = options ?? new TrainingOptions { LearningRate = 0.01, Seed = 5 },
    };

    public static PaddedBatch Batch(TrainingTask task, Func<int, float>? weight = null)
    {
        using EntryBatch events = Events(task, weight);
        return Pipeline(events).Apply(events);
    }

    /// <summary>A pass over one batch.</summary>
    public static async IAsyncEnumerable<PaddedBatch> Once(PaddedBatch batch)
    {
        await Task.CompletedTask;
        yield return batch;
    }

    private static EntryBatch Events(TrainingTask task, Func<int, float>? weight = null)
    {
        Random random = new(1);
        float[] a = new float[EntryCount], b = new float[EntryCount], c = new float[EntryCount], labels = new float[EntryCount],
            weights = new float[EntryCount];
        for (int i = 0; i < EntryCount; i++)
        {
            (a[i], b[i], c[i]) = (Value(), Value(), Value());
            float sum = (float.IsNaN(a[i]) ? 0 : a[i]) + 2 * (float.IsNaN(b[i]) ? 1 : b[i]);
            labels[i] = task switch
            {
                TrainingTask.Binary => sum > 0 ? 1 : 0,
                TrainingTask.MultiClass => sum > 1 ? 2 : sum > -1 ? 1 : 0,
                _ => 50 + 20 * sum,
            };
            weights[i] = weight?.Invoke(i) ?? 1;
        }
        return new EntryBatch(
            [Column.Create("a", a), Column.Create("b", b), Column.Create("c", c), Column.Create(DatasetColumns.Label, labels),
                Column.Create(DatasetColumns.Weight, weights)],
            EntryIdentities.Range(EntrySource.None, 0, EntryCount));

        float Value() => random.NextDouble() < 0.2 ? float.NaN : (float)(random.NextDouble() * 4 - 2);
    }

    private static FeaturePipeline Pipeline(EntryBatch events)
    {
        FeatureSpecification features = new() { Columns = ["a", "b", "c"] };
        return FeaturePipeline.Create(features, FeatureStatistics.CollectAsync(new OneBatch(events), features).Result);
    }

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

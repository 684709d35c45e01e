using Hep.Jagged;

namespace Hep.Train.Benchmarks;

/// <summary>Events of 64 numbers that come from a program, and the problem of telling them apart.</summary>
internal static class Events
{
    public const int CellCount = 64;

    /// <summary>One batch, and what made it; the same each time.</summary>
    public static (FeaturePipeline Pipeline, PaddedBatch Batch) Make(int entries)
    {
        Random random = new(1);
        Column[] columns =
        [
            .. Enumerable.Range(0, CellCount).Select(c => Column.Create($"x{c}", Numbers())),
            Column.Create(DatasetColumns.Label, [.. Numbers().Select(x => x > 0.5f ? 1f : 0f)]),
            Column.Create(DatasetColumns.Weight, [.. Enumerable.Repeat(1f, entries)]),
        ];
        using BatchSource source = BatchSource.From(columns);
        FeatureSpecification features = new() { Columns = ["x*"] };
        FeaturePipeline pipeline = FeaturePipeline.Create(features, FeatureStatistics.CollectAsync(source,
            features).GetAwaiter().GetResult());
        using EntryBatch events = new(columns, EntryIdentities.Range(EntrySource.None, 0, entries));
        return (pipeline, pipeline.Apply(events));

        float[] Numbers() => [.. Enumerable.Range(0, entries).Select(_ => (float)random.NextDouble())];
    }

    public static TrainingProblem Problem(FeaturePipeline pipeline) => new()
    {
        Pipeline = pipeline,
        Heads = [new TrainingHead { Task = TrainingTask.Binary, OutputCount = 1 }],
        Options = new TrainingOptions { LearningRate = 0.001, Seed = 1 },
    };

    public static NetworkSpecification Network { get; } = new DenseSpecification { Layers = [128], UseMask = false };
}

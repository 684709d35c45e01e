namespace Hep.Jagged.Tests.Pipelines;

/// <summary>Columns, batches and fits in one line each.</summary>
internal static class TestColumns
{
    /// <summary>A jagged column with the counter that a file would name.</summary>
    public static Column<T> Jagged<T>(string name, string? counter, params T[][] entries) where T : unmanaged
    {
        using Column<T> plain = Column.CreateJagged(name, entries);
        return new Column<T>(plain.Schema with { Counter = counter }, entries.Length, SharedMemory<T>.Copy(plain.Values),
            SharedMemory<int>.Copy(plain.Offsets(0)));
    }

    /// <summary>A column with a list of lists in every entry.</summary>
    public static Column<T> DoublyJagged<T>(string name, params T[][][] entries) where T : unmanaged
    {
        using Column<T> inner = Column.CreateJagged(name, [.. entries.SelectMany(e => e)]);
        using Column<int> outer = Column.CreateJagged(name, [.. entries.Select(e => new int[e.Length])]);
        return new Column<T>(new ColumnSchema(name, ElementTypes.Of<T>(), Dimension.Variable, Dimension.Variable), entries.Length,
            SharedMemory<T>.Copy(inner.Values), SharedMemory<int>.Copy(outer.Offsets(0)), SharedMemory<int>.Copy(inner.Offsets(0)));
    }

    /// <summary>A column of one fixed shape.</summary>
    public static Column<T> Shaped<T>(string name, int entries, int[] shape, params T[] values) where T : unmanaged =>
        new(new ColumnSchema(name, ElementTypes.Of<T>(), [.. shape.Select(Dimension.Fixed)]), entries, SharedMemory<T>.Copy(values));

    /// <summary>A batch of these columns, from no file.</summary>
    public static EntryBatch Batch(params Column[] columns) =>
        new(columns, EntryIdentities.Range(EntrySource.None, 0, columns[0].EntryCount));

    public static Task<FeatureStatistics> Collect(string json, params EntryBatch[] batches) =>
        FeatureStatistics.CollectAsync(BatchSource.From([.. batches.Select(b => b.Share())]), FeatureSpecification.FromJson(json));

    /// <summary>The pipeline of a specification over these batches, as it comes back from its document.</summary>
    public static async Task<FeaturePipeline> Fit(string json, params EntryBatch[] batches)
    {
        FeaturePipeline pipeline = FeaturePipeline.Create(FeatureSpecification.FromJson(json), await Collect(json, batches));
        return FeaturePipeline.FromJson(pipeline.ToJson());
    }
}

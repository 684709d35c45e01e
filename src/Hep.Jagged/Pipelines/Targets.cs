namespace Hep.Jagged;

/// <summary>Reads labels and weights, which pass a pipeline untouched.</summary>
internal static class Targets
{
    /// <summary>Labels [rows, targets], and the number of targets: 0 where the batch has none.</summary>
    /// <exception cref="PipelineException">The label has lists.</exception>
    public static (SharedMemory<float> Labels, int TargetCount) ReadLabels(EntryBatch batch, SharedMemory<int>? rows)
    {
        if (!batch.Schema.TryGet(DatasetColumns.Label, out ColumnSchema? schema)) return (SharedMemory<float>.Rent(0), 0);
        if (schema.Depth > 0) throw new PipelineException($"'{schema}': a label is a number, or the same number of them in every entry.");
        return (Read(batch, DatasetColumns.Label, rows, schema.FixedCount), schema.FixedCount);
    }

    /// <summary>The weight of each row; 1 where the batch has none.</summary>
    /// <exception cref="PipelineException">The weight is more than one number.</exception>
    public static SharedMemory<float> ReadWeights(EntryBatch batch, SharedMemory<int>? rows)
    {
        if (batch.Schema.TryGet(DatasetColumns.Weight, out ColumnSchema? schema))
            return schema.Dimensions.IsEmpty
                ? Read(batch, DatasetColumns.Weight, rows, 1)
                : throw new PipelineException($"'{schema}': a weight is one number.");
        SharedMemory<float> ones = SharedMemory<float>.Rent(rows?.Length ?? batch.EntryCount);
        ones.Span.Fill(1);
        return ones;
    }

    private static SharedMemory<float> Read(EntryBatch batch, string name, SharedMemory<int>? rows, int stride)
    {
        using Column<float> all = ColumnConversion.To<float>(batch[name]);
        if (rows is null) return SharedMemory<float>.Copy(all.Values);
        SharedMemory<float> kept = SharedMemory<float>.Rent(checked(rows.Length * stride));
        for (int row = 0; row < rows.Length; row++)
            all.Values.Slice(rows.Span[row] * stride, stride).CopyTo(kept.Span[(row * stride)..]);
        return kept;
    }
}

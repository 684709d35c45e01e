using Hep.Jagged;

namespace Hep.Root.IO.Datasets;

/// <summary>How a column of the dataset comes from a batch of one of its files.</summary>
/// <param name="Schema">What is made.</param>
/// <param name="Reads">The stored column that it needs; null where it needs none.</param>
/// <param name="Make">Makes it; the batch stays whole.</param>
internal sealed record ColumnMaker(ColumnSchema Schema, string? Reads, Func<EntryBatch, Column> Make)
{
    // A row a type: how columns are converted to it, and how they are filled.
    private static readonly Dictionary<ElementType,
        (Func<EntryBatch, string, Column> Convert, Func<ColumnSchema, double, EntryBatch, SharedMemory<int>?, Column> Fill)> Types = new()
    {
        [ElementType.Bool] = (Convert<bool>, (s, v, b, o) => Fill(s, v != 0, b, o)),
        [ElementType.Int8] = (Convert<sbyte>, (s, v, b, o) => Fill(s, (sbyte)v, b, o)),
        [ElementType.Int16] = (Convert<short>, (s, v, b, o) => Fill(s, (short)v, b, o)),
        [ElementType.Int32] = (Convert<int>, (s, v, b, o) => Fill(s, (int)v, b, o)),
        [ElementType.Int64] = (Convert<long>, (s, v, b, o) => Fill(s, (long)v, b, o)),
        [ElementType.UInt8] = (Convert<byte>, (s, v, b, o) => Fill(s, (byte)v, b, o)),
        [ElementType.UInt16] = (Convert<ushort>, (s, v, b, o) => Fill(s, (ushort)v, b, o)),
        [ElementType.UInt32] = (Convert<uint>, (s, v, b, o) => Fill(s, (uint)v, b, o)),
        [ElementType.UInt64] = (Convert<ulong>, (s, v, b, o) => Fill(s, (ulong)v, b, o)),
        [ElementType.Float32] = (Convert<float>, (s, v, b, o) => Fill(s, (float)v, b, o)),
        [ElementType.Float64] = (Convert<double>, (s, v, b, o) => Fill(s, v, b, o)),
    };

    /// <summary>
    /// The column as the file has it, converted where its type is narrower there; or its default where the file lacks it.
    /// </summary>
    public static ColumnMaker For(ColumnSchema schema, DatasetFile file)
    {
        if (file.Schema.TryGet(schema.Name, out ColumnSchema? stored))
            return !Fits(stored, schema) ? throw Misfit($"is '{stored}'")
                : stored.Type == schema.Type ? new ColumnMaker(schema, schema.Name, batch => batch[schema.Name].Share())
                : new ColumnMaker(schema, schema.Name, batch => Types[schema.Type].Convert(batch, schema.Name));

        if (!file.Specification.Default.TryGetValue(schema.Name, out double value)) throw Misfit("is missing");
        if (WhyNotFilled(schema, value) is { } why) throw Misfit($"is missing, and {why},");
        bool isList = schema.Depth > 0;
        string? counter = isList ? Counter(schema, file) : null;
        return new ColumnMaker(schema, counter,
            batch => Types[schema.Type].Fill(schema, value, batch, isList ? Offsets(batch, counter) : null));

        // Of files that were looked at before, the unified schema made sure.
        RootException Misfit(string what) => new(
            $"Column '{schema.Name}' {what} in '{file.Shown}', and '{schema}' in the files that the dataset was opened with: "
            + "open it with all files (DatasetInspection.EveryFile), or leave the column or the file out.")
        { File = file.Shown, Object = schema.Name };
    }

    /// <summary>Why a number cannot stand for the values of a column; null where it can.</summary>
    public static string? WhyNotFilled(ColumnSchema column, double value) =>
        column.Depth > 1 || column.Depth == 1 && !column.Dimensions[0].IsVariable
            ? "a number can stand for a value or a list, not for lists of lists or arrays"
            : TypePromotion.Holds(column.Type, value) ? null : FormattableString.Invariant($"{value} is no {column.Type.Name}");

    private static bool Fits(ColumnSchema stored, ColumnSchema schema) =>
        stored.Dimensions.AsSpan().SequenceEqual(schema.Dimensions.AsSpan())
        && TypePromotion.Common(stored.Type, schema.Type) == schema.Type;

    private static string? Counter(ColumnSchema schema, DatasetFile file) =>
        schema.Counter is { } name && file.Schema.TryGet(name, out ColumnSchema? counts) && counts.Type.IsInteger
            && counts.Dimensions.IsEmpty
            ? name
            : null;

    private static Column<T> Convert<T>(EntryBatch batch, string name) where T : unmanaged => batch.GetAs<T>(name).Share();

    private static Column<T> Fill<T>(ColumnSchema schema, T value, EntryBatch batch, SharedMemory<int>? offsets) where T : unmanaged
    {
        SharedMemory<T> values = SharedMemory<T>.Rent(checked((offsets?.Span[^1] ?? batch.EntryCount) * schema.FixedCount));
        values.Span.Fill(value);
        return offsets is null ? new Column<T>(schema, batch.EntryCount, values) : new Column<T>(schema, batch.EntryCount, values, offsets);
    }

    /// <summary>Lists as long as the counter says; empty ones where the file has no counter either.</summary>
    private static SharedMemory<int> Offsets(EntryBatch batch, string? counter)
    {
        SharedMemory<int> offsets = SharedMemory<int>.Rent(batch.EntryCount + 1);
        Span<int> ends = offsets.Span;
        ends.Clear();
        if (counter is null) return offsets;
        ReadOnlySpan<int> counts = batch.GetAs<int>(counter).Values;
        for (int i = 0; i < counts.Length; i++) ends[i + 1] = checked(ends[i] + Math.Max(counts[i], 0));
        return offsets;
    }
}

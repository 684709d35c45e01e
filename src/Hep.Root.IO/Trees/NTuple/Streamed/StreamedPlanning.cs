using Hep.Jagged;
using Hep.Root.IO.Files;
using Hep.Root.IO.Trees.Decoding;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>
/// Plans the columns of an RNTuple. Classes that stream themselves by hand, for which streamer fields are made, are seldom what their
/// streamer infos say: the first entries are asked, and what they refute stays bytes.
/// </summary>
internal sealed class StreamedPlanning
{
    private const int FirstEntries = 16;

    private readonly NTupleDescription _bytes;
    private readonly RecordReader _records;
    private readonly OpeningAllowance _allowance;

    private StreamedPlanning(NTupleDescription bytes, RecordReader records)
    {
        (_bytes, _records, _allowance) = (bytes, records, new OpeningAllowance(records.Limits));
    }

    /// <summary>Plans all columns; most RNTuples are planned without a look at their entries.</summary>
    /// <exception cref="RootException">The file cannot be read at all, or the fields exceed a limit.</exception>
    public static async ValueTask<NTupleDescription> PlanAsync(
        StoredNTuple metadata, RecordReader records, CancellationToken cancellationToken)
    {
        NTupleDescription bytes = new(metadata, records.Limits, classes: null);
        if (bytes.Streamed.Count == 0) return bytes;
        StreamedClasses classes = new(metadata.Schema.StreamerInfos);
        StreamedPlanning planning = new(bytes, records);
        foreach ((RootColumn column, Field field) in bytes.Streamed)
            if (column.Schema is { } schema && classes.Of(field).Decoder is { } decoder
                && await planning.WhyBytesAsync(schema, field, decoder, cancellationToken).ConfigureAwait(false) is { } why)
                classes.Refute(field, why);
        return new NTupleDescription(metadata, records.Limits, classes);
    }

    // Each field is asked alone: one that cannot be read says nothing of the others. The file's own failure is told at once.
    private async ValueTask<string?> WhyBytesAsync(
        ColumnSchema column, Field field, NodeDecoder decoder, CancellationToken cancellationToken)
    {
        EntryRange entries = new(0, Math.Min(FirstEntries, _bytes.EntryCount));
        if (entries.Count == 0) return null;
        try
        {
            using EntryBatch first = await ReadAsync(new Schema([column]), entries, cancellationToken).ConfigureAwait(false);
            return Wrong(first[column.Name], field, decoder) is not { } wrong ? null
                : $"objects of class '{field.TypeName}' that are not what its streamer info says: {wrong}";
        }
        catch (RootException failure) when (failure.InnerException is not IOException)
        {
            return $"objects of class '{field.TypeName}' that could not be checked: {failure.Message}";
        }
    }

    private async ValueTask<EntryBatch> ReadAsync(Schema schema, EntryRange entries, CancellationToken cancellationToken)
    {
        ReadBudget budget = new(OpeningAllowance.MaxBytes, _records.Limits.MaxLoadedBytes) { Allowance = _allowance };
        using BatchReader reader = new(_records, _bytes, schema, schema, EntrySource.None, budget);
        using LoadedBasket scratch = new();
        BatchDraft draft = reader.Draft(entries, [entries], hasNext: false);
        return await reader.ReadAsync(draft, scratch, cancellationToken).ConfigureAwait(false);
    }

    // Reading takes nothing for the objects before a field was added, and any other without bytes for one that is damaged.
    private static string? Wrong(Column objects, Field field, NodeDecoder decoder)
    {
        ReadOnlySpan<byte> bytes = ((Column<byte>)objects).Values;
        ReadOnlySpan<int> offsets = objects.Offsets(objects.Schema.OffsetLevels - 1);
        using ColumnBuilders builders = decoder.NewBuilders([.. decoder.Leaves.Select(
            leaf => new ColumnSchema($"{field.Name}{leaf.Name}", leaf.Type, leaf.Dimensions))]);
        try
        {
            for (int i = 0; i < offsets.Length - 1; i++)
                if (offsets[i] < offsets[i + 1] || !field.Columns[0].IsDeferred)
                    decoder.ReadEntry(bytes[offsets[i]..offsets[i + 1]], origin: 0, builders);
            return null;
        }
        catch (RootException failure)
        {
            return failure.Message;
        }
        catch (OverflowException)
        {
            return $"they hold more than {int.MaxValue} values";
        }
    }
}

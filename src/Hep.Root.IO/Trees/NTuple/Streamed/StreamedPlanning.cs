using Hep.Jagged;
using Hep.Root.IO.Files;
using Hep.Root.IO.Trees.Decoding;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>
/// Plans the columns of an RNTuple. Classes that stream themselves by hand, for which streamer fields are made, are seldom what their
/// streamer infos say: the first entries are asked, and what they refute stays bytes.
/// </summary>
internal static class StreamedPlanning
{
    private const int FirstEntries = 16;
    private const long MaxBytes = 64 << 20;                 // of the pages that hold them

    /// <summary>Plans all columns; most RNTuples are planned without a look at their entries.</summary>
    /// <exception cref="RootException">The file cannot be read at all, or the fields exceed a limit.</exception>
    public static async ValueTask<NTupleDescription> PlanAsync(
        StoredNTuple metadata, RecordReader records, CancellationToken cancellationToken)
    {
        NTupleDescription bytes = new(metadata, records.Limits, classes: null);
        if (bytes.Streamed.Count == 0) return bytes;
        Dictionary<Field, string> refuted = await RefutedAsync(
            bytes, new StreamedClasses(metadata.Schema.StreamerInfos), records, cancellationToken).ConfigureAwait(false);
        return new NTupleDescription(metadata, records.Limits, new StreamedClasses(metadata.Schema.StreamerInfos, refuted));
    }

    private static async ValueTask<Dictionary<Field, string>> RefutedAsync(
        NTupleDescription bytes, StreamedClasses classes, RecordReader records, CancellationToken cancellationToken)
    {
        (string Name, Field Field, NodeDecoder Decoder)[] asked = [.. bytes.Streamed
            .Select(s => (s.Name, s.Field, classes.Of(s.Field).Decoder!)).Where(s => s.Item3 is not null)];
        HashSet<string> names = [.. asked.Select(s => s.Name)];
        Schema schema = new(bytes.Columns.Where(c => c.Schema is not null && names.Contains(c.Name)).Select(c => c.Schema!));
        Dictionary<Field, string> refuted = [];
        if (schema.Count == 0 || await ReadAsync(bytes, schema, records, cancellationToken).ConfigureAwait(false) is not { } first)
            return refuted;
        using (first)
            foreach ((string name, Field field, NodeDecoder decoder) in asked)
                if (schema.TryGet(name, out _) && Wrong(first[name], field, decoder) is { } wrong) refuted.Add(field, wrong);
        return refuted;
    }

    // Null where there are none, or none that can be read: reading them later tells why. The file's own failure is told at once.
    private static async ValueTask<EntryBatch?> ReadAsync(
        NTupleDescription bytes, Schema schema, RecordReader records, CancellationToken cancellationToken)
    {
        EntryRange entries = new(0, Math.Min(FirstEntries, bytes.EntryCount));
        if (entries.Count == 0) return null;
        try
        {
            ReadBudget budget = new(MaxBytes, records.Limits.MaxLoadedBytes);
            using BatchReader reader = new(records, bytes, schema, schema, EntrySource.None, budget);
            using LoadedBasket scratch = new();
            BatchDraft draft = reader.Draft(entries, [entries], hasNext: false);
            return await reader.ReadAsync(draft, scratch, cancellationToken).ConfigureAwait(false);
        }
        catch (RootException failure) when (failure.InnerException is not IOException)
        {
            return null;
        }
    }

    private static string? Wrong(Column objects, Field field, NodeDecoder decoder)
    {
        ReadOnlySpan<byte> bytes = ((Column<byte>)objects).Values;
        ReadOnlySpan<int> offsets = objects.Offsets(objects.Schema.OffsetLevels - 1);
        using ColumnBuilders builders = decoder.NewBuilders([.. decoder.Leaves.Select(
            leaf => new ColumnSchema($"{field.Name}{leaf.Name}", leaf.Type, leaf.Dimensions))]);
        try
        {
            for (int i = 0; i < offsets.Length - 1; i++)
                if (offsets[i] < offsets[i + 1]) decoder.ReadEntry(bytes[offsets[i]..offsets[i + 1]], origin: 0, builders);
            return null;
        }
        catch (RootException failure)
        {
            return failure.Message;
        }
    }
}

using System.Runtime.CompilerServices;
using Hep.Jagged;

namespace Hep.Root.IO;

/// <summary>Reads trees and streams of batches as records: types with <see cref="RootRecordAttribute"/>.</summary>
public static class RootRecords
{
    /// <summary>
    /// Reads a tree entry by entry. Records may be kept: their lists are copies, and the memory behind a <see cref="ReadOnlyMemory{T}"/>
    /// lives as long
    /// as somebody holds it.
    /// </summary>
    /// <typeparam name="T">A type with <see cref="RootRecordAttribute"/>.</typeparam>
    /// <param name="tree">The tree, of which only the record's columns are read.</param>
    /// <param name="options">Batch size and range of entries.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="RootException">At once: members lack columns or cannot hold them; the message lists all. While reading: the file
    /// is damaged.</exception>
    public static IAsyncEnumerable<T> ReadAsync<T>(
        this RootTree tree, ReadOptions? options = null, CancellationToken cancellationToken = default) where T : IRootRecord<T> =>
        new RecordStream<T>(tree.ReadBatchesAsync<T>(options, cancellationToken));

    /// <summary>Reads a tree batch by batch, whose entries are read in place: <c>foreach (MuonEvent.View e in batch)</c>. Who receives a
    /// batch disposes it.</summary>
    /// <typeparam name="T">A type with <see cref="RootRecordAttribute"/>.</typeparam>
    /// <param name="tree">The tree, of which only the record's columns are read.</param>
    /// <param name="options">Batch size and range of entries.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="RootException">At once: members lack columns or cannot hold them; the message lists all. While reading: the file
    /// is damaged.</exception>
    public static IAsyncEnumerable<RecordBatch<T>> ReadBatchesAsync<T>(
        this RootTree tree, ReadOptions? options = null, CancellationToken cancellationToken = default) where T : IRootRecord<T>
    {
        ArgumentNullException.ThrowIfNull(tree);
        string whose = $"tree '{tree.Path}' ({tree.Source.Location})";
        try
        {
            Dictionary<string, string> unreadable = new(StringComparer.Ordinal);
            foreach (RootColumn column in tree.Columns)
                if (column.WhyUnreadable is { } why) unreadable.TryAdd(column.Name, why);
            RecordBinding binding = RecordBinding.Of<T>(tree.Schema, whose, unreadable);
            if (binding.Columns.Count == 0) throw new RootException($"{whose} has none of the columns of {typeof(T).Name}.");
            return Run<T>(tree.ReadBatchesAsync(binding.Columns, options, cancellationToken), tree, whose, cancellationToken);
        }
        catch (RootException failure) when (failure.File is null)
        {
            throw new RootException(failure.Message) { File = tree.Source.Location, Object = tree.Path };
        }
    }

    /// <summary>Reads a stream of batches entry by entry: what is left of a tree behind cuts, with what was defined.</summary>
    /// <typeparam name="T">A type with <see cref="RootRecordAttribute"/>.</typeparam>
    /// <param name="stream">Batches that have the record's columns, and others.</param>
    /// <exception cref="RootException">While reading: members lack columns or cannot hold them.</exception>
    public static IAsyncEnumerable<T> ReadAsync<T>(this IAsyncEnumerable<EntryBatch> stream) where T : IRootRecord<T> =>
        new RecordStream<T>(stream.ReadBatchesAsync<T>());

    /// <summary>Reads a stream of batches as batches of records. Who receives a batch disposes it, and with it the batch of the
    /// stream.</summary>
    /// <typeparam name="T">A type with <see cref="RootRecordAttribute"/>.</typeparam>
    /// <param name="stream">Batches that have the record's columns, and others.</param>
    /// <exception cref="RootException">While reading: members lack columns or cannot hold them.</exception>
    public static IAsyncEnumerable<RecordBatch<T>> ReadBatchesAsync<T>(this IAsyncEnumerable<EntryBatch> stream) where T : IRootRecord<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Run<T>(stream, null, "the stream");
    }

    /// <summary>The entries of one batch as records; the batch is taken over, and disposed where that fails.</summary>
    /// <typeparam name="T">A type with <see cref="RootRecordAttribute"/>.</typeparam>
    /// <exception cref="RootException">
    /// Members lack columns or cannot hold them; columns of a list of records differ in the length of a list.
    /// </exception>
    public static RecordBatch<T> AsRecords<T>(this EntryBatch batch) where T : IRootRecord<T>
    {
        ArgumentNullException.ThrowIfNull(batch);
        try
        {
            return new RecordBatch<T>(batch, RecordBinding.Of<T>(batch.Schema, "the batch"));
        }
        catch
        {
            batch.Dispose();
            throw;
        }
    }

    private static async IAsyncEnumerable<RecordBatch<T>> Run<T>(IAsyncEnumerable<EntryBatch> stream, RootTree? tree, string whose,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where T : IRootRecord<T>
    {
        RecordBinding? binding = null;
        await foreach (EntryBatch batch in stream.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            RecordBatch<T> records;
            try
            {
                if (binding?.Schema.Equals(batch.Schema) != true) binding = RecordBinding.Of<T>(batch.Schema, whose);
                records = new RecordBatch<T>(batch, binding);
            }
            catch (Exception failure)
            {
                batch.Dispose();
                if (tree is not null && failure is RootException { File: null } refusal)
                    throw refusal.In(tree.Source.Location, tree.Path);
                throw;
            }
            yield return records;
        }
    }
}

using Hep.Root.IO.Writing;

namespace Hep.Root.IO;

/// <summary>Writes records, types with <see cref="RootRecordAttribute"/>, as trees: a column for each member.</summary>
public static class RootRecordWriting
{
    /// <summary>Writes a tree of the records of a stream; in memory is one cluster, and what is compressed.</summary>
    /// <typeparam name="T">A type with <see cref="RootRecordAttribute"/>.</typeparam>
    /// <param name="output">The file.</param>
    /// <param name="path">The name, behind directories that are made where they are missing: <c>skims/Events</c>.</param>
    /// <param name="records">The stream.</param>
    /// <param name="options">How it is written. A <see cref="TreeWriteOptions.Schema"/> chooses among the record's columns.</param>
    /// <param name="cancellationToken">Ends the writing; the file cannot be completed then.</param>
    /// <returns>The number of entries.</returns>
    /// <exception cref="RootException">
    /// A column is none that the format holds; see also <see cref="RootRecordWriter{T}.WriteAsync"/>.
    /// </exception>
    public static async Task<long> WriteTreeAsync<T>(this RootFileWriter output, string path, IAsyncEnumerable<T> records,
        TreeWriteOptions? options = null, CancellationToken cancellationToken = default) where T : IWritableRootRecord<T>
    {
        ArgumentNullException.ThrowIfNull(records);
        RootRecordWriter<T> tree = await output.CreateTreeAsync<T>(path, options, cancellationToken).ConfigureAwait(false);
        await using (tree.ConfigureAwait(false))
        {
            await foreach (T record in records.WithCancellation(cancellationToken).ConfigureAwait(false))
                await tree.WriteAsync(record, cancellationToken).ConfigureAwait(false);
            await tree.CompleteAsync(cancellationToken).ConfigureAwait(false);
            return tree.EntryCount;
        }
    }

    /// <summary>Writes a tree of records.</summary>
    /// <inheritdoc cref="WriteTreeAsync{T}(RootFileWriter, string, IAsyncEnumerable{T}, TreeWriteOptions?, CancellationToken)"/>
    public static async Task<long> WriteTreeAsync<T>(this RootFileWriter output, string path, IEnumerable<T> records,
        TreeWriteOptions? options = null, CancellationToken cancellationToken = default) where T : IWritableRootRecord<T>
    {
        ArgumentNullException.ThrowIfNull(records);
        RootRecordWriter<T> tree = await output.CreateTreeAsync<T>(path, options, cancellationToken).ConfigureAwait(false);
        await using (tree.ConfigureAwait(false))
        {
            foreach (T record in records)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await tree.WriteAsync(record, cancellationToken).ConfigureAwait(false);
            }
            await tree.CompleteAsync(cancellationToken).ConfigureAwait(false);
            return tree.EntryCount;
        }
    }

    /// <summary>Begins a tree that takes record by record. Complete it before the file.</summary>
    /// <typeparam name="T">A type with <see cref="RootRecordAttribute"/>.</typeparam>
    /// <param name="output">The file.</param>
    /// <param name="path">The name, behind directories that are made where they are missing: <c>skims/Events</c>.</param>
    /// <param name="options">How it is written. A <see cref="TreeWriteOptions.Schema"/> chooses among the record's columns.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RootException">
    /// A column of the record is none that the format holds, one of the schema is none of the record, or the file cannot be written.
    /// </exception>
    public static async Task<RootRecordWriter<T>> CreateTreeAsync<T>(this RootFileWriter output, string path,
        TreeWriteOptions? options = null, CancellationToken cancellationToken = default) where T : IWritableRootRecord<T>
    {
        ArgumentNullException.ThrowIfNull(output);
        options ??= TreeWriteOptions.Default;
        options.Check();
        EntryDraft draft = new(T.Members, options.Format);
        if (options.Schema is { } chosen) options = options with { Schema = RecordSchema.Choose(draft.Schema, chosen, typeof(T).Name) };
        ColumnCheck.Check(options.Schema ?? draft.Schema, options);
        RecordWriter<T> writer = T.Bind(draft.Columns);
        RootTreeWriter tree = await output.CreateTreeAsync(path, options, cancellationToken).ConfigureAwait(false);
        return new RootRecordWriter<T>(output.Path, tree, draft, writer);
    }
}

using Hep.Jagged;

namespace Hep.Root.IO;

/// <summary>
/// Writes one tree, record by record, as a loop over events fills it; <see cref="RootRecordWriting"/> makes it. Records are copied into
/// columns, so that theirs may be used again, and some thousand at a time go to the tree. Several trees of a file may be written at a
/// time, each by one caller. What is not completed is not in the file.
/// </summary>
/// <typeparam name="T">A type with <see cref="RootRecordAttribute"/>.</typeparam>
public sealed class RootRecordWriter<T> : IAsyncDisposable where T : IWritableRootRecord<T>
{
    private readonly string _file;
    private readonly RootTreeWriter _tree;
    private readonly EntryDraft _draft;
    private readonly RecordWriter<T> _writer;

    internal RootRecordWriter(string file, RootTreeWriter tree, EntryDraft draft, RecordWriter<T> writer) =>
        (_file, _tree, _draft, _writer) = (file, tree, draft, writer);

    /// <summary>The name.</summary>
    public string Name => _tree.Name;

    /// <summary>The records taken so far.</summary>
    public long EntryCount => _draft.EntryCount;

    /// <summary>Whether <see cref="CompleteAsync"/> has come to its end.</summary>
    public bool IsComplete => _tree.IsComplete;

    /// <summary>Takes a record.</summary>
    /// <param name="record">
    /// No member is null, but for those that may be missing: they are null in all records, and no column, or in none.
    /// </param>
    /// <param name="cancellationToken">Ends the writing; the tree cannot be completed then.</param>
    /// <exception cref="ArgumentNullException">The record is null; those before and after are written.</exception>
    /// <exception cref="RootException">
    /// A member is null that must not be; lists of a collection, in this record or one still held, differ in length; the file cannot
    /// be written. The tree takes no more.
    /// </exception>
    public ValueTask WriteAsync(T record, CancellationToken cancellationToken = default)
    {
        _tree.CheckOpen();
        if (record is null) throw new ArgumentNullException(nameof(record), $"Entry {EntryCount} of tree '{Name}' is null.");
        try
        {
            _writer.Write(record);
        }
        catch (Exception failure)
        {
            _tree.Break();                                  // its columns have unlike numbers of entries now
            if (failure is RootException refusal) throw refusal.In(_file, Name);
            if (failure is OverflowException)
                throw new RootException($"Entry {EntryCount}: its lists have more elements than {Array.MaxLength}.", failure)
                    .In(_file, Name);
            throw;
        }
        return _draft.EndEntry() ? FlushAsync(cancellationToken) : ValueTask.CompletedTask;
    }

    /// <summary>Writes what is still held, and the tree itself, which takes no more records.</summary>
    /// <exception cref="RootException">Lists of a collection differ in length; the file cannot be written.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken = default)
    {
        _tree.CheckOpen();
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        await _tree.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the writing; a tree that was not completed makes it impossible to complete the file.</summary>
    public ValueTask DisposeAsync()
    {
        _draft.Dispose();
        return _tree.DisposeAsync();
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            using EntryBatch batch = _draft.Take();
            await _tree.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            _tree.Break();                                  // the draft holds these records no more
            if (failure is RootException refusal) throw refusal.In(_file, Name);
            throw;
        }
    }
}

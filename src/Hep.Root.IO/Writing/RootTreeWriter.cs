using Hep.Jagged;
using Hep.Root.IO.Writing.Baskets;
using Hep.Root.IO.Writing.Branches;
using Hep.Root.IO.Writing.Files;
using Hep.Root.IO.Writing.Trees;

namespace Hep.Root.IO;

/// <summary>
/// Writes one TTree, batch by batch; <see cref="RootFileWriter.CreateTreeAsync"/> makes it. Several trees of a file may be written at a
/// time, each by one caller. What is not completed is not in the file.
/// </summary>
public sealed class RootTreeWriter : IAsyncDisposable
{
    private readonly RootFileWriter _file;
    private readonly OutputDirectory _directory;
    private readonly TreeWriteOptions _options;
    private readonly BasketQueue _queue;
    private readonly ClusterSizes _clusters;
    private readonly TreeRecord _record;
    private Schema? _schema;
    private BranchWriter[] _branches = [];
    private CollectionCheck? _check;
    private RecordKey? _saved;
    private long _savedBytes;
    private bool _isDisposed, _isBroken;

    internal RootTreeWriter(RootFileWriter file, OutputDirectory directory, string name, TreeWriteOptions options)
    {
        (_file, _directory, _options, Name) = (file, directory, options, name);
        RootCompression compression = options.Compression ?? file.Options.Compression;
        _queue = new BasketQueue(file.Tables.File, compression, options.Threads, () => file.Tables.Now);
        _clusters = new ClusterSizes(options.ClusterBytes);
        _record = new TreeRecord(options.Title, compression, options.BasketBytes);
        if (options.Schema is { } schema) Plan(schema);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The entries taken so far.</summary>
    public long EntryCount => _clusters.EntryCount;

    /// <summary>Whether <see cref="CompleteAsync"/> has come to its end.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Takes the entries of a batch, which stays the caller's.</summary>
    /// <param name="batch">The columns of the first batch or of <see cref="TreeWriteOptions.Schema"/>, in any order; others are left
    /// out.</param>
    /// <param name="cancellationToken">Ends the writing; the tree cannot be completed then.</param>
    /// <exception cref="RootException">
    /// A column is missing, has another type or form, or is none that a TTree holds; lists of a collection differ in length; the file
    /// cannot be written.
    /// </exception>
    public async Task WriteAsync(EntryBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        CheckOpen();
        if (_schema is null) Plan(batch.Schema);
        Column[] columns = Bind(batch);
        _check!.Check(columns, EntryCount);
        double entryBytes = (double)batch.ColumnBytes / Math.Max(batch.EntryCount, 1);
        _isBroken = true;                                   // until all columns have all entries
        for (int from = 0; from < batch.EntryCount;)
        {
            int to = from + _clusters.Room(batch.EntryCount - from, entryBytes);
            foreach (BranchWriter branch in _branches)
                await AppendAsync(branch, columns[branch.Column], from, to, cancellationToken).ConfigureAwait(false);
            if (_clusters.Add(to - from, entryBytes)) await EndClusterAsync(cancellationToken).ConfigureAwait(false);
            from = to;
        }
        _isBroken = false;
    }

    /// <summary>Writes what is still held, and the tree itself, which takes no more entries.</summary>
    /// <exception cref="RootException">The file cannot be written.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken = default)
    {
        CheckOpen();
        _isBroken = true;
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        await _file.ChangeAsync(() => WriteRecordAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        IsComplete = true;
    }

    /// <summary>Ends the writing; a tree that was not completed makes it impossible to complete the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        await _queue.DisposeAsync().ConfigureAwait(false);
        foreach (BranchWriter branch in _branches) branch.Dispose();
    }

    private async ValueTask AppendAsync(BranchWriter branch, Column column, int from, int to, CancellationToken cancellationToken)
    {
        try
        {
            await branch.AppendAsync(column, from, to, _queue, cancellationToken).ConfigureAwait(false);
        }
        catch (RootException failure)
        {
            throw failure.In(_file.Path, $"{Name}.{branch.Form.Name}");
        }
    }

    private async Task EndClusterAsync(CancellationToken cancellationToken)
    {
        foreach (BranchWriter branch in _branches) await branch.FlushAsync(_queue, cancellationToken).ConfigureAwait(false);
        _clusters.End();
        if (_file.Options.AutoSaveBytes == 0 || _queue.StoredBytes - _savedBytes < _file.Options.AutoSaveBytes) return;
        await _queue.DrainAsync(cancellationToken).ConfigureAwait(false);
        await _file.AutoSaveAsync(() => WriteRecordAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        _savedBytes = _queue.StoredBytes;
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        foreach (BranchWriter branch in _branches) await branch.FlushAsync(_queue, cancellationToken).ConfigureAwait(false);
        _clusters.End();
        await _queue.DrainAsync(cancellationToken).ConfigureAwait(false);
    }

    // The tree is written anew under the next cycle, and what it was before is dropped: never is there none.
    private async Task WriteRecordAsync(CancellationToken cancellationToken)
    {
        FileTables tables = _file.Tables;
        tables.Describe("TTree");
        foreach (BranchForm form in _branches.Select(b => b.Form))
        {
            tables.Describe(form.ClassName);
            tables.Describe(form.LeafClass);
            if (form.VectorDepth > 0) tables.Describe(form.VectorName);
        }
        RecordKey key = new()
        {
            ClassName = "TTree", Name = Name, Title = _options.Title, Cycle = _directory.NextCycle(Name), IsBig = true,
        };
        RecordKey written = await tables.AddAsync(
            _directory, key, buffer => _record.Write(buffer, Name, _branches, _clusters), cancellationToken).ConfigureAwait(false);
        if (_saved is not null) tables.Remove(_directory, _saved);
        _saved = written;
    }

    private void Plan(Schema schema)
    {
        try
        {
            IReadOnlyList<PlannedBranch> planned = BranchPlanner.Plan(schema, _options);
            long seek = _directory.Key.Seek;
            _branches = [.. planned.Select(p =>
                new BranchWriter(p.Form, p.Column, p.Encoder, new BasketKey(p.Form.Name, Name, seek), _options.BasketBytes))];
            _check = new CollectionCheck(schema, planned);
            _schema = schema;
        }
        catch (RootException failure)
        {
            throw failure.In(_file.Path, Name);
        }
    }

    private Column[] Bind(EntryBatch batch)
    {
        if (ReferenceEquals(batch.Schema, _schema)) return [.. batch.Columns];
        Column[] columns = new Column[_schema!.Count];
        for (int i = 0; i < columns.Length; i++)
        {
            ColumnSchema expected = _schema[i];
            if (!batch.Schema.TryGet(expected.Name, out ColumnSchema? found))
                throw new RootException(
                    $"The batch at entry {EntryCount} of tree '{Name}' has no column '{expected.Name}', as those before had.");
            if (found.Type != expected.Type || !found.Dimensions.AsSpan().SequenceEqual(expected.Dimensions.AsSpan()))
                throw new RootException($"The batch at entry {EntryCount} of tree '{Name}' has '{found}', the tree '{expected}'.");
            columns[i] = batch[expected.Name];
        }
        return columns;
    }

    private void CheckOpen()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (IsComplete) throw new InvalidOperationException($"Tree '{Name}' is complete.");
        if (_isBroken) throw new InvalidOperationException($"Tree '{Name}' could not be written before, and takes no more entries.");
        _file.CheckOpen();
    }
}

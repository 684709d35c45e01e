using Hep.Jagged;
using Hep.Root.IO.Writing.NTuple;
using Hep.Root.IO.Writing.Outputs;
using Hep.Root.IO.Writing.Trees;

namespace Hep.Root.IO;

/// <summary>
/// Writes one tree, batch by batch; <see cref="RootFileWriter.CreateTreeAsync"/> makes it. Several trees of a file may be written at a
/// time, each by one caller. What is not completed is not in the file.
/// </summary>
public sealed class RootTreeWriter : IAsyncDisposable
{
    private readonly SavedTree _tree;
    private readonly TreeWriteOptions _options;
    private readonly ClusterSizes _clusters;
    private EntryOutput? _output;
    private Schema? _schema;
    private bool _isDisposed, _isBroken;

    internal RootTreeWriter(SavedTree tree, TreeWriteOptions options)
    {
        (_tree, _options) = (tree, options);
        _clusters = new ClusterSizes(options.ClusterBytes);
        if (options.Schema is { } schema) Open(schema);
    }

    /// <summary>The name.</summary>
    public string Name => _tree.Name;

    /// <summary>The entries taken so far.</summary>
    public long EntryCount => _clusters.EntryCount;

    /// <summary>Whether <see cref="CompleteAsync"/> has come to its end.</summary>
    public bool IsComplete => _tree.IsComplete;

    /// <summary>Takes the entries of a batch, which stays the caller's.</summary>
    /// <param name="batch">
    /// The columns of the first batch or of <see cref="TreeWriteOptions.Schema"/>, in any order; others are left out.
    /// </param>
    /// <param name="cancellationToken">Ends the writing; the tree cannot be completed then.</param>
    /// <exception cref="RootException">
    /// A column is missing, has another type or form, or is none that the format holds; lists of a collection differ in length; the file
    /// cannot be written.
    /// </exception>
    public async Task WriteAsync(EntryBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        CheckOpen();
        EntryOutput output = _output ?? Open(batch.Schema);
        Column[] columns = Bind(batch);
        if (batch.EntryCount == 0) return;
        output.Check(columns);
        double entryBytes = (double)BytesOf(columns) / Math.Max(batch.EntryCount, 1);
        _isBroken = true;                                   // until all columns have all entries
        for (int from = 0; from < batch.EntryCount;)
        {
            int to = from + _clusters.Room(batch.EntryCount - from, entryBytes);
            await output.AppendAsync(columns, from, to, cancellationToken).ConfigureAwait(false);
            if (_clusters.Add(to - from, entryBytes)) await EndClusterAsync(output, cancellationToken).ConfigureAwait(false);
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
        EntryOutput output = _output ?? Open(new Schema([]));
        await output.EndClusterAsync(cancellationToken).ConfigureAwait(false);
        _clusters.End();
        await _tree.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the writing; a tree that was not completed makes it impossible to complete the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        await _tree.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Refuses what comes too late.</summary>
    internal void CheckOpen()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (IsComplete) throw new InvalidOperationException($"Tree '{Name}' is complete.");
        if (_isBroken) throw new InvalidOperationException($"Tree '{Name}' could not be written before, and takes no more entries.");
        _tree.File.CheckOpen();
    }

    /// <summary>Gives the tree up: what it was to take is not whole.</summary>
    internal void Break() => _isBroken = true;

    private async Task EndClusterAsync(EntryOutput output, CancellationToken cancellationToken)
    {
        await output.EndClusterAsync(cancellationToken).ConfigureAwait(false);
        _clusters.End();
        await _tree.AutoSaveAsync(cancellationToken).ConfigureAwait(false);
    }

    private EntryOutput Open(Schema schema)
    {
        try
        {
            TreePlan plan = PlanOf(StoredNames.Apply(schema, _options.Format));
            _output = _tree.Take<EntryOutput>(_options.Format == TreeFormat.RNTuple ? new NTupleOutput(plan) : new TTreeOutput(plan));
            _schema = schema;
            return _output;
        }
        catch (RootException failure)
        {
            throw failure.In(_tree.File.Path, Name);
        }
    }

    private TreePlan PlanOf(Schema stored) => new()
    {
        Name = Name,
        Schema = stored,
        Options = _options,
        Compression = _options.Compression ?? _tree.File.Options.Compression,
        Tables = _tree.File.Tables,
        Directory = _tree.Directory,
        Clusters = _clusters,
    };

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

    // Of the columns that are written, whatever else the batch has.
    private static long BytesOf(Column[] columns)
    {
        MemoryCount count = new();
        foreach (Column column in columns) column.CountMemory(count);
        return count.Bytes;
    }
}

using Hep.Jagged;
using Hep.Root.IO.Datasets;
using Hep.Root.IO.Datasets.Epochs;
using Hep.Root.IO.Diagnostics;
using Hep.Root.IO.Trees.TTree;

namespace Hep.Root.IO;

/// <summary>
/// The files of a specification as one stream of batches: columns unified over files and sources, with the label and weight of each source
/// added as <c>hep.label</c> (float32, or float32[targets]; absent where no source has a label) and <c>hep.weight</c> (float32).
/// Reading opens the files one after the other, in the order given or, with <see cref="DatasetOptions.Shuffle"/>, some at a time in a
/// random one, and reads the columns asked for: <c>SelectColumns</c> of a dataset narrows what is read. With several threads a file is
/// opened while the one before it is decoded.
/// </summary>
public sealed class RootDataset : IBatchSource
{
    private readonly IReadOnlyList<DatasetFile> _files;
    private readonly UnifiedSchema _unified;
    private readonly DatasetTargets _targets;
    private readonly DatasetOptions _options;
    private readonly EpochPlan _plan;

    private RootDataset(
        IReadOnlyList<DatasetFile> files, UnifiedSchema unified, DatasetTargets targets, DatasetOptions options, Schema schema)
    {
        _files = files;
        _unified = unified;
        _targets = targets;
        _options = options;
        Schema = schema;
        _plan = new EpochPlan(files, options.Shuffle, options.Shard);
    }

    /// <summary>Opens each file once for its columns and entries; labels and weights are checked.</summary>
    /// <exception cref="RootException">
    /// A file cannot be opened, or a column asked for is not in every file in a type that fits; the message names file and column.
    /// </exception>
    /// <exception cref="PipelineException">A label, weight or column name does not fit.</exception>
    public static async Task<RootDataset> OpenAsync(
        DatasetSpecification specification, DatasetOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(specification);
        if (specification.Sources.Count == 0 || specification.Sources.Any(s => s.Files.Count == 0))
            throw new ArgumentException("A dataset needs a source, and each source a file.", nameof(specification));
        options ??= DatasetOptions.Default;
        if (options.Reading.FirstEntry != 0 || options.Reading.EndEntry is not null)
            throw new ArgumentException(
                "A range of entries belongs to a source of the specification, not to the options.", nameof(options));
        options.Shuffle?.Check();
        if (options.Reading.Where is not null && (options.Shuffle is not null || options.Shard.Count > 1))
            throw new ArgumentException("A cut comes behind the shuffle and the shard: Filter of the dataset.", nameof(options));
        DatasetTargets targets = new(specification.Sources);
        List<DatasetFile> files = await DatasetChain
            .OpenAsync(specification, options.Opening, options.Shuffle is not null, cancellationToken).ConfigureAwait(false);
        UnifiedSchema unified = new(files);
        IEnumerable<ColumnSchema> stored = options.Columns is null
            ? unified.Schema
            : unified.Schema.SelectColumns(options.Columns).Select(c => unified.Get(c.Name));
        Schema schema = new([.. stored.Where(c => !targets.IsAdded(c.Name)), .. targets.Schemas]);
        RootDataset dataset = new(files, unified, targets, options, schema);
        dataset.CheckFormulas();
        (options.Opening ?? RootOpenOptions.Default).Logger.DatasetOpened(files.Count, dataset.EntryCount, schema.Count);
        return dataset;
    }

    /// <inheritdoc/>
    public Schema Schema { get; }

    /// <summary>The number of entries that the ranges of the sources hold; of a shard, its share of them.</summary>
    public long? EntryCount => _plan.EntryCount;

    /// <summary>The same entries with these columns alone, in this order; the others are not read.</summary>
    /// <exception cref="RootException">A column is not in every file in a type that fits.</exception>
    public RootDataset WithColumns(Schema columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        foreach (ColumnSchema column in columns)
            if (!_targets.IsAdded(column.Name)) _unified.Get(column.Name);
        return new RootDataset(_files, _unified, _targets, _options, columns);
    }

    IBatchSource IBatchSource.WithColumns(Schema columns) => WithColumns(columns);

    /// <inheritdoc/>
    /// <exception cref="RootException">While enumerating: a file cannot be read, or has changed since the dataset was opened.</exception>
    public IAsyncEnumerable<EntryBatch> ReadAsync(int epoch = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        return ReadAsync(epoch, 0, cancellationToken);
    }

    /// <summary>
    /// The same from a place in an epoch on: what is given is what a whole epoch gives from there. Of what was read before nothing is read
    /// again but, where entries are mixed, the buffer in which the place lies.
    /// </summary>
    /// <param name="from">Where to go on: from <see cref="PositionOf"/> of a dataset of the same files and options.</param>
    /// <param name="cancellationToken">Ends the stream with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="PipelineException">
    /// The position belongs to other files, entries, shuffle options or another shard, or the reader has a cut: then nobody knows how many
    /// entries of the files lie before it.
    /// </exception>
    /// <exception cref="RootException">While enumerating: a file cannot be read, or has changed since the dataset was opened.</exception>
    public IAsyncEnumerable<EntryBatch> ReadAsync(DatasetPosition from, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(from);
        if (from.Plan != _plan.Fingerprint())
            throw new PipelineException("The position belongs to a dataset of other files, entries, shuffle options or another shard.");
        if (_options.Reading.Where is not null && from.Entries > 0)
            throw new PipelineException("Reading with a cut (ReadOptions.Where) cannot go on from a position: cut behind it, with Filter.");
        return ReadAsync(from.Epoch, from.Entries, cancellationToken);
    }

    /// <summary>The place behind so many entries of an epoch.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="entries">Entries of it that were read: the sum of the batches.</param>
    public DatasetPosition PositionOf(int epoch, long entries)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(entries);
        return new DatasetPosition(epoch, entries, _plan.Fingerprint());
    }

    private IAsyncEnumerable<EntryBatch> ReadAsync(int epoch, long from, CancellationToken cancellationToken)
    {
        return _options.Shuffle is null
            ? Read(_plan.Units(epoch, from))
            : BlockMixing.Run(_plan.Blocks(epoch, from), Read, cancellationToken).Rebatch(_options.Reading.BatchSize);

        IAsyncEnumerable<EntryBatch> Read(IEnumerable<ReadUnit> units) =>
            BatchPump.Run(new UnitSteps(OpenAsync).ReadAsync(units, cancellationToken), _options.Reading.Threads,
                BatchPump.UsualBatchesAhead(_options.Reading.Threads), cancellationToken);
    }

    private async Task<(RootFile File, TreeSteps Steps)> OpenAsync(int place, CancellationToken cancellationToken)
    {
        DatasetFile file = _files[place];
        FilePlan plan = new(file, Schema, _unified, _targets);
        (RootFile opened, RootTree tree) = await file.OpenAsync(_options.Opening, cancellationToken).ConfigureAwait(false);
        try
        {
            return (opened, tree.Steps(plan.Reads, _options.Reading with { FirstEntry = file.First, EndEntry = file.End }, plan.Apply));
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Binds the labels and weights of every kind of file, so that a wrong one is told before the first batch.</summary>
    private void CheckFormulas()
    {
        Schema added = new(_targets.Schemas);
        foreach (DatasetFile file in DatasetFile.Kinds(_files))
            _ = new FilePlan(file, added, _unified, _targets);
    }
}

using System.Runtime.CompilerServices;
using Hep.Jagged;
using Hep.Root.IO.Datasets;
using Hep.Root.IO.Diagnostics;
using Hep.Root.IO.Trees.TTree;

namespace Hep.Root.IO;

/// <summary>
/// The files of a specification as one stream of batches: columns unified over files and sources, with the label and weight of each source
/// added as <c>hep.label</c> (float32, or float32[targets]; absent where no source has a label) and <c>hep.weight</c> (float32).
/// Reading opens the files one after the other, in the order given, and reads the columns asked for: <c>SelectColumns</c> of a
/// dataset narrows what is read. With several threads a file is opened while the one before it is decoded.
/// </summary>
public sealed class RootDataset : IBatchSource
{
    private readonly IReadOnlyList<DatasetFile> _files;
    private readonly UnifiedSchema _unified;
    private readonly DatasetTargets _targets;
    private readonly DatasetOptions _options;

    private RootDataset(
        IReadOnlyList<DatasetFile> files, UnifiedSchema unified, DatasetTargets targets, DatasetOptions options, Schema schema)
    {
        _files = files;
        _unified = unified;
        _targets = targets;
        _options = options;
        Schema = schema;
        EntryCount = files.Sum(f => f.End - f.First);
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
        DatasetTargets targets = new(specification.Sources);
        List<DatasetFile> files = await DatasetChain.OpenAsync(specification, options.Opening, cancellationToken).ConfigureAwait(false);
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

    /// <summary>The number of entries that the ranges of the sources hold.</summary>
    public long? EntryCount { get; }

    /// <inheritdoc/>
    /// <exception cref="RootException">A column is not in every file in a type that fits.</exception>
    public IBatchSource WithColumns(Schema columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        foreach (ColumnSchema column in columns)
            if (!_targets.IsAdded(column.Name)) _unified.Get(column.Name);
        return new RootDataset(_files, _unified, _targets, _options, columns);
    }

    /// <inheritdoc/>
    /// <exception cref="RootException">While enumerating: a file cannot be read, or has changed since the dataset was opened.</exception>
    public IAsyncEnumerable<EntryBatch> ReadAsync(int epoch = 0, CancellationToken cancellationToken = default) =>
        BatchPump.Run(StepsAsync(cancellationToken), _options.Reading.Threads, 
            BatchPump.UsualBatchesAhead(_options.Reading.Threads), cancellationToken);

    // Over the end of a file threads go on: while they decode the last of one, the next is opened and fetched.
    private async IAsyncEnumerable<ReadStep> StepsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LeftFiles left = new();
        await using var leaving = left.ConfigureAwait(false);
        foreach (DatasetFile file in _files)
        {
            if (file.First == file.End) continue;
            FilePlan plan = new(file, Schema, _unified, _targets);
            (RootFile opened, RootTree tree) = await file.OpenAsync(_options.Opening, cancellationToken).ConfigureAwait(false);
            TreeSteps? steps = null;
            try
            {
                ReadOptions reading = _options.Reading with { FirstEntry = file.First, EndEntry = file.End };
                steps = tree.Steps(plan.Reads, reading, plan.Apply);
                await foreach (ReadStep step in steps.ReadAsync(cancellationToken).ConfigureAwait(false)) yield return step;
            }
            finally
            {
                await left.LeaveAsync(opened, steps).ConfigureAwait(false);
            }
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

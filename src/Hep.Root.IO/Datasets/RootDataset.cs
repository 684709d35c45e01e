using System.Runtime.CompilerServices;
using Hep.Jagged;
using Hep.Root.IO.Datasets;
using Hep.Root.IO.Datasets.Catalogs;
using Hep.Root.IO.Datasets.Epochs;
using Hep.Root.IO.Datasets.Keeping;
using Hep.Root.IO.Diagnostics;
using Hep.Root.IO.Trees.Reading;

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
    private const string PlaceKind = "dataset";

    private readonly DatasetCatalog _catalog;
    private readonly SkippedFiles _skipped;
    private readonly UnifiedSchema _unified;
    private readonly DatasetTargets _targets;
    private readonly DatasetOptions _options;
    private readonly EpochPlan _plan;

    private RootDataset(
        DatasetCatalog catalog, SkippedFiles skipped, UnifiedSchema unified, DatasetTargets targets, DatasetOptions options, Schema schema)
    {
        _catalog = catalog;
        _skipped = skipped;
        _unified = unified;
        _targets = targets;
        _options = options;
        Schema = schema;
        _plan = new EpochPlan(catalog.Count, catalog.EntryCount, options.Shuffle, options.Shard, options.Sample);
    }

    /// <summary>
    /// Opens each file once for its columns and entries, or the first of each source alone (<see cref="DatasetOptions.Inspection"/>);
    /// labels and weights are checked.
    /// </summary>
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
        options.Check(specification.Sources.Any(s => s.HasRange), specification.BadFiles);
        DatasetTargets targets = new(specification.Sources);
        SkippedFiles skipped = new(specification.BadFiles, (options.Opening ?? RootOpenOptions.Default).Logger);
        DatasetCatalog catalog = await DatasetCatalog.OpenAsync(specification, options, skipped, cancellationToken).ConfigureAwait(false);
        UnifiedSchema unified = new(catalog.Known);
        IEnumerable<ColumnSchema> stored = options.Columns is null
            ? unified.Schema
            : unified.Schema.SelectColumns(options.Columns).Select(c => unified.Get(c.Name));
        Schema schema = new([.. stored.Where(c => !targets.IsAdded(c.Name)), .. targets.Schemas]);
        RootDataset dataset = new(catalog, skipped, unified, targets, options, schema);
        dataset.CheckFormulas();
        (options.Opening ?? RootOpenOptions.Default).Logger.DatasetOpened(catalog.Count, dataset.EntryCount, schema.Count);
        return dataset;
    }

    /// <inheritdoc/>
    public Schema Schema { get; }

    /// <summary>
    /// The number of entries that the ranges of the sources hold; of a shard, its share of them; null where not every file was opened.
    /// </summary>
    public long? EntryCount => _plan.EntryCount;

    /// <summary>The files that were skipped so far, where they may be (<see cref="DatasetSpecification.BadFiles"/>).</summary>
    public IReadOnlyList<SkippedFile> Skipped => _skipped.ToList();

    /// <summary>The same entries with these columns alone, in this order; the others are not read.</summary>
    /// <exception cref="RootException">A column is not in every file in a type that fits.</exception>
    public RootDataset WithColumns(Schema columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        foreach (ColumnSchema column in columns)
            if (!_targets.IsAdded(column.Name)) _unified.Get(column.Name);
        return new RootDataset(_catalog, _skipped, _unified, _targets, _options, columns);
    }

    /// <summary>What is wrong with the columns that not all files have alike, by their names.</summary>
    internal IReadOnlyDictionary<string, UnlikeColumn> Unlike => _unified.Troubles;

    /// <summary>The same entries, with 0 where a file lacks one of these columns.</summary>
    internal RootDataset WithZeros(IEnumerable<string> columns)
    {
        Dictionary<string, double> zeros = columns.ToDictionary(c => c, _ => 0.0, StringComparer.Ordinal);
        DatasetCatalog catalog =
            _catalog.Of([.. _catalog.Known.Select(f => f with { Specification = f.Specification with { Default = zeros } })]);
        return new RootDataset(catalog, _skipped, new UnifiedSchema(catalog.Known), _targets, _options, Schema);
    }

    /// <summary>The same entries, mixed anew in each epoch; the files are cut where their baskets begin, as they are opened.</summary>
    /// <exception cref="ArgumentException">
    /// The options of the dataset do not go with a shuffle: it has a cut, or ranges of files that were not all opened.
    /// </exception>
    public RootDataset WithShuffle(ShuffleOptions shuffle)
    {
        ArgumentNullException.ThrowIfNull(shuffle);
        DatasetOptions options = _options with { Shuffle = shuffle };
        options.Check(_catalog.HasRanges, _skipped.Policy);
        return new RootDataset(_catalog, _skipped, _unified, _targets, options, Schema);
    }

    /// <summary>A part of the entries, for a first look or statistics that need not be of all.</summary>
    /// <exception cref="ArgumentException">The dataset is a shard, which a sample cannot be divided into.</exception>
    public RootDataset WithSample(DatasetSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        DatasetOptions options = _options with { Sample = sample };
        options.Check(_catalog.HasRanges, _skipped.Policy);
        return new RootDataset(_catalog, _skipped, _unified, _targets, options, Schema);
    }

    /// <summary>
    /// Pass 1 with what a folder keeps of it: the statistics of each file are written there, and taken from there as long as the file and
    /// all that decides them are the same, so that a dataset that grows costs its new files. Entries are taken in stored order, mixed or
    /// not. Counts, limits, lengths and categories are those of <see cref="FeatureStatistics.CollectAsync"/>, mean and variance to rounding
    /// (about 1e-12 of the column's spread), and the same to the bit whatever was kept and for any number of threads. Quantiles are exact
    /// while no file has more than 10 000 different values of a column, nor all together more than 10⁶; else their rank error is below
    /// 0.1 % for up to 10⁵ files of up to 10⁹ values. A part has at most 90 kB a column.
    /// </summary>
    /// <param name="specification">Which columns, cuts and selections.</param>
    /// <param name="folder">
    /// Where parts are kept; made where it does not exist. Several configurations, and processes at once, may share it; what is damaged in
    /// it is taken again, with a warning. It can be deleted at any time.
    /// </param>
    /// <param name="progress">Told the number of entries that are accounted for.</param>
    /// <param name="cancellationToken">Ends the pass with <see cref="OperationCanceledException"/>; files that were read are kept.</param>
    /// <exception cref="ArgumentException">
    /// The dataset is a shard, whose ends lie inside files, or not all its files were opened (<see cref="DatasetOptions.Inspection"/>).
    /// </exception>
    /// <exception cref="PipelineException">The specification does not fit the columns.</exception>
    /// <exception cref="RootException">A file cannot be read, or has changed since the dataset was opened.</exception>
    public Task<KeptStatistics> CollectStatisticsAsync(FeatureSpecification specification, string folder,
        IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(specification);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (_options.Shard.Count > 1)
            throw new ArgumentException("Statistics are kept of files, and a shard ends inside of one: take them of the whole dataset.");
        if (!_catalog.KnowsAll)
            throw new ArgumentException("Statistics are kept of files that are known: open the dataset with DatasetInspection.EveryFile.");
        DatasetOptions options = _options with { Shuffle = null };
        KeptPass pass = new(_catalog.Known,
            files => new RootDataset(_catalog.Of(files), _skipped, _unified, _targets, options, Schema),
            file => !Skipped.Any(s => s.Location == file.Location), new StatisticsPlan(specification, Schema),
            new PartFolder(Path.GetFullPath(folder), (options.Opening ?? RootOpenOptions.Default).Logger), options);
        return pass.RunAsync(progress, cancellationToken);
    }

    /// <summary>A part of each epoch, which is read alone: <see cref="DatasetOptions.Shard"/>.</summary>
    /// <exception cref="ArgumentException">
    /// The dataset is a shard already, or not every file was opened, or it is a sample, or the reader has a cut.
    /// </exception>
    public RootDataset WithShard(DatasetShard shard)
    {
        ArgumentNullException.ThrowIfNull(shard);
        if (_options.Shard.Count > 1) throw new ArgumentException("The dataset is a shard: take the shard of the whole.", nameof(shard));
        DatasetOptions options = _options with { Shard = shard };
        options.Check(_catalog.HasRanges, _skipped.Policy);
        return new RootDataset(_catalog, _skipped, _unified, _targets, options, Schema);
    }

    IBatchSource IBatchSource.WithShard(int rank, int count) =>
        _options.MayShard ? WithShard(new DatasetShard(rank, count)) : EntryShard.Of(this, rank, count);

    IBatchSource IBatchSource.WithShuffle(ShuffleOptions shuffle) =>
        _options.MayShuffle(_catalog.HasRanges) ? WithShuffle(shuffle) : this.ShuffleEntries(shuffle.Buffer, shuffle.Seed);

    /// <summary>The entries of some sources of the specification alone; a shard has its part of them.</summary>
    /// <param name="sources">Their indices, from 0.</param>
    /// <exception cref="ArgumentException">There is none of them, or all their files were skipped.</exception>
    public RootDataset WithSources(params IReadOnlyList<int> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        return new RootDataset(_catalog.Of(sources), _skipped, _unified, _targets, _options, Schema);
    }

    IBatchSource IBatchSource.WithSources(IReadOnlyList<int> sources) => WithSources(sources);

    IBatchSource IBatchSource.WithColumns(Schema columns) => WithColumns(columns);

    /// <inheritdoc/>
    /// <exception cref="RootException">While enumerating: a file cannot be read, or has changed since the dataset was opened.</exception>
    public IAsyncEnumerable<EntryBatch> ReadAsync(int epoch = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        return ReadAsync(epoch, 0, null, cancellationToken).Batches(cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Of what was read before nothing is read again but, where entries are mixed, the buffer in which the place lies. With a cut of the
    /// reader (<see cref="ReadOptions.Where"/>) all of it is: nobody knows how many entries of the files lie before a place. Where entries
    /// are mixed and a file failed within the epoch, what comes behind a place is exact only from the next epoch on.
    /// </remarks>
    public IAsyncEnumerable<PlacedBatch<EntryBatch>> ReadPlacedAsync(
        int epoch = 0, BatchPosition? from = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        return _options.Reading.Where is null
            ? ReadAsync(epoch, 0, from, cancellationToken)
            : ReadAsync(epoch, 0, null, cancellationToken).Batches(cancellationToken).CountBatches(from, cancellationToken);
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
        CheckPlan(from.Plan);
        if (_options.Reading.Where is not null && from.Entries > 0)
            throw new PipelineException("Reading with a cut (ReadOptions.Where) cannot go on from a position: cut behind it, with Filter.");
        return ReadAsync(from.Epoch, from.Entries, null, cancellationToken).Batches(cancellationToken);
    }

    /// <summary>The place behind so many entries of an epoch.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="entries">Entries of it that were read: the sum of the batches.</param>
    public DatasetPosition PositionOf(int epoch, long entries)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(entries);
        return new DatasetPosition(epoch, entries, _plan.Fingerprint(_catalog.Fingerprint));
    }

    /// <summary>The batches from an entry of the epoch on, or from a place that one of them had.</summary>
    private IAsyncEnumerable<PlacedBatch<EntryBatch>> ReadAsync(
        int epoch, long start, BatchPosition? from, CancellationToken cancellationToken)
    {
        return _options.Shuffle is null ? Open(from) : Rebatching.Run(Open, _options.Reading.BatchSize, from, cancellationToken);

        IAsyncEnumerable<PlacedBatch<EntryBatch>> Open(BatchPosition? place) =>
            ReadPartsAsync(epoch, place is null ? start : EntriesBefore(place), cancellationToken);
    }

    /// <summary>What is read as it comes: where entries are mixed, block after block.</summary>
    private async IAsyncEnumerable<PlacedBatch<EntryBatch>> ReadPartsAsync(
        int epoch, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long plan = unchecked((long)_plan.Fingerprint(_catalog.Fingerprint));
        EpochFiles files = new(_catalog, _skipped, epoch, _options.Shuffle, _options.Sample is not null);
        await using var closing = files.ConfigureAwait(false);
        UnitReading reading = new(files, Steps, _options.Reading.Threads);
        IAsyncEnumerable<(EntryBatch Batch, long End)> parts = _options.Shuffle is null
            ? Count(Read(_plan.Units(files.LookAsync, epoch, from, cancellationToken)))
            : BlockMixing.Run(_plan.Blocks(files.LookAsync, epoch, from, cancellationToken), Read, cancellationToken);
        await foreach ((EntryBatch batch, long end) in parts.WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return new(batch, new BatchPosition(PlaceKind, [end, plan]));

        async IAsyncEnumerable<(EntryBatch Batch, long End)> Count(IAsyncEnumerable<ReadPart> read)
        {
            long end = from;
            await foreach (ReadPart part in read.ConfigureAwait(false))
            {
                end += part.Lost + (part.Batch?.EntryCount ?? 0);
                if (part.Batch is { } batch) yield return (batch, end);
            }
        }

        IAsyncEnumerable<ReadPart> Read(IAsyncEnumerable<ReadUnit> units) => _skipped.IsAllowed
            ? reading.ReadWhatCanBeAsync(units, cancellationToken)
            : reading.ReadAsync(units, cancellationToken);
    }

    private long EntriesBefore(BatchPosition place)
    {
        IReadOnlyList<long> numbers = place.NumbersOf(PlaceKind, 2, 0);
        CheckPlan(unchecked((ulong)numbers[1]));
        return numbers[0] >= 0 ? numbers[0] : throw new PipelineException($"No position in a dataset is behind {numbers[0]} entries.");
    }

    private void CheckPlan(ulong plan)
    {
        if (plan != _plan.Fingerprint(_catalog.Fingerprint))
            throw new PipelineException("The position belongs to a dataset of other files, entries, shuffle options or another shard.");
    }

    private TreeSteps Steps(OpenFile open)
    {
        FilePlan plan = new(open.Facts, Schema, _unified, _targets);
        return open.Tree.Steps(plan.Reads, _options.Reading with { FirstEntry = open.Facts.First, EndEntry = open.Facts.End }, plan.Apply);
    }

    /// <summary>Binds the labels and weights of every kind of file, so that a wrong one is told before the first batch.</summary>
    private void CheckFormulas()
    {
        Schema added = new(_targets.Schemas);
        foreach (DatasetFile file in DatasetFile.Kinds(_catalog.Known))
            _ = new FilePlan(file, added, _unified, _targets);
    }
}

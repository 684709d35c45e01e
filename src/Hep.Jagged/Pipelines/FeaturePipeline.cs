using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>
/// Pass 2: everything from raw entries to the input of a network, and nothing of labels and weights. The same object runs in training,
/// in the server and in process. Immutable; safe to use from several threads. The order of steps: definitions, cut on entries, selection
/// and order of objects, truncation, clipping and scaling in float64, one rounding to float32, NaN policy and padding. Grids take raw
/// values of kept objects.
/// </summary>
public sealed class FeaturePipeline
{
    private readonly PipelineDefinition _definition;
    private readonly CellLayout _layout;
    private readonly CellAssembler _assembler;
    private EntryPreparation? _preparation;

    internal FeaturePipeline(PipelineDefinition definition)
    {
        _definition = definition;
        _layout = new CellLayout(definition);
        _assembler = new CellAssembler(definition, _layout);
        Collections = [.. definition.Recipe.Collections.Select((c, i) => new CollectionLayout(c.Name, definition.Collections[i].Slots,
            [.. definition.Recipe.Columns.Where(f => f.Collection == i).Select(f => f.Name)])
        {
            TokenColumns = _layout.Tokens[i].Columns,
            Cells = _layout.Tokens[i].Cells(),
        })];
        Categories = [.. definition.Columns.Index().Where(c => c.Item.Categories is { Encoding: CategoryEncoding.Index })
            .Select(c => new CategoryLayout(definition.Recipe.Columns[c.Index].Name, c.Item.Categories!.Values,
                [.. Enumerable.Range(_layout.FirstCells[c.Index], _layout.CountOf(c.Index))]))];
        Grids = definition.Recipe.Grid is { } grid ? new GridAssembler(definition.Recipe, grid) : null;
        CollectionNames = [.. Collections.Select(c => c.Name)];
    }

    /// <summary>The raw columns that entries must have, as they were at pass 1. Numbers may be of any type, levels must agree.</summary>
    public Schema InputSchema => _definition.Recipe.Input;

    /// <summary>The features, in the order of their cells: stored columns and definitions.</summary>
    public IReadOnlyList<string> Features => [.. _definition.Recipe.Columns.Select(c => c.Name)];

    /// <summary>The names of the cells: <c>MET_pt</c>, <c>Jet_pt[0]</c>, <c>PV_cov[0][2]</c>, <c>Jet_flavour[1]=4</c>.</summary>
    public IReadOnlyList<string> Cells => _layout.Names;

    /// <summary>The cells of a row.</summary>
    public int CellCount => _layout.Names.Length;

    /// <summary>The collections of the features, in the order of their first feature.</summary>
    public ImmutableArray<CollectionLayout> Collections { get; }

    /// <summary>The features that are encoded as the index of a category, in the order of their cells.</summary>
    public ImmutableArray<CategoryLayout> Categories { get; }

    /// <summary>The cut on entries; null: all pass.</summary>
    public string? Where => _definition.Recipe.Where;

    /// <summary>The matrix form that it makes beside the cells; null: none.</summary>
    public PhaseSpaceGrid? Grid => _definition.Recipe.Grid?.Grid;

    internal GridAssembler? Grids { get; }

    internal PipelineDefinition Definition => _definition;

    internal CellLayout Layout => _layout;

    internal ImmutableArray<string> CollectionNames { get; }

    /// <summary>Joins a specification and the statistics that were taken with it.</summary>
    /// <exception cref="PipelineException">They do not belong together, or a column cannot be scaled as asked.</exception>
    public static FeaturePipeline Create(FeatureSpecification specification, FeatureStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(specification);
        ArgumentNullException.ThrowIfNull(statistics);
        return new FeaturePipeline(PipelineBuilder.Build(specification, statistics));
    }

    /// <summary>The pipeline as a document, from which <see cref="FromJson"/> makes an equal one.</summary>
    public string ToJson() => PipelineDocument.Write(_definition);

    /// <summary>
    /// Reads what <see cref="ToJson"/> wrote. The document may come from anywhere: sizes are bounded, unknown keys refused.
    /// </summary>
    /// <exception cref="PipelineException">The document is no pipeline: <see cref="PipelineException.Path"/> says where.</exception>
    public static FeaturePipeline FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new FeaturePipeline(PipelineDocument.Read(json));
    }

    /// <summary>The entries that pass the cut, as rows of cells. The batch stays whole; the caller disposes both.</summary>
    /// <exception cref="PipelineException">A column is missing or does not fit, a list is too long, a NaN is refused.</exception>
    public PaddedBatch Apply(EntryBatch batch) => Apply(batch, EntryChoice.Passing);

    /// <summary>
    /// All entries as rows of cells, with <see cref="PaddedBatch.Selected"/> false for those that fail the cut. The
    /// batch stays whole; the caller disposes both.
    /// </summary>
    /// <exception cref="PipelineException">As <see cref="Apply(EntryBatch)"/>.</exception>
    public PaddedBatch ApplyAll(EntryBatch batch) => Apply(batch, EntryChoice.All);

    /// <summary>As <see cref="ApplyAll(EntryBatch)"/>, and counts what was met.</summary>
    /// <param name="batch">The entries.</param>
    /// <param name="observer">Made by <see cref="Observe"/>; null: nothing is counted.</param>
    public PaddedBatch ApplyAll(EntryBatch batch, FeatureObserver? observer) => Apply(batch, EntryChoice.All, observer);

    /// <summary>Counts what this pipeline, or one that was read from the same document, meets.</summary>
    /// <param name="references">What training met, by the names of features; a feature without one has nothing to be held against.</param>
    public FeatureObserver Observe(IEnumerable<FeatureReference> references)
    {
        Dictionary<string, FeatureReference> known = new(StringComparer.Ordinal);
        foreach (FeatureReference reference in references) known[reference.Name] = reference;
        return new FeatureObserver(
            [.. Features.Select(f => known.GetValueOrDefault(f) ?? new FeatureReference(f, double.NaN, double.NaN, null))],
            [.. Collections.Select(c => (c.Name, c.Slots))]);
    }

    /// <summary>
    /// The grids of the entries that pass the cut, in coordinates: what <see cref="PaddedBatch.Grid"/> holds without its zeros, one for
    /// each of <see cref="PhaseSpaceGrid.Arrays"/>, and no features. The batch stays whole; the caller disposes it and the grids.
    /// </summary>
    /// <exception cref="PipelineException">
    /// There is no grid, a column is missing or does not fit, objects met where that is an error.
    /// </exception>
    public IReadOnlyList<SparseGrid> ApplySparse(EntryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (Grids is null) throw new PipelineException("The pipeline makes no grids: its specification has none.");
        using PreparedEntries prepared = PreparationFor(batch.Schema).Prepare(batch, EntryChoice.Passing);
        using EntryIdentities identities = prepared.Rows is { } kept ? batch.Identities.Take(kept.Span) : batch.Identities.Share();
        return Grids.MakeSparse(prepared, identities);
    }

    /// <summary>
    /// Cells that no <see cref="Apply(EntryBatch)"/> made (they were drawn from a model, or made elsewhere) as rows of this pipeline. What
    /// the mask says is all that is known of lists: each ends with its last object that has a usable value. The entries are of no file,
    /// pass the cut, and have neither labels nor grids; the caller disposes them.
    /// </summary>
    /// <param name="features">Scaled values, row-major [n, cells]; copied.</param>
    /// <param name="mask">Row-major [n, cells]; true where a cell holds a usable value; copied.</param>
    /// <exception cref="ArgumentException">These are not whole rows, or not as many of both.</exception>
    public PaddedBatch FromCells(ReadOnlySpan<float> features, ReadOnlySpan<bool> mask)
    {
        RequireCells();
        if (features.Length != mask.Length || features.Length % CellCount != 0)
            throw new ArgumentException($"Rows of {CellCount} cells and as many of the mask are expected, and {features.Length} numbers "
                + $"and {mask.Length} of the mask are given.", nameof(features));
        return new PaddedBatch(MaskedRows.Of(this, features, mask));
    }

    /// <summary>
    /// The features as columns again, unscaled: lists of their stored lengths, as far as they had cells, and NaN where one was masked.
    /// Integers and bools are rounded to their type; what was clipped stays clipped, and a number that replaced a NaN is taken for a value.
    /// Categories are float64, NaN for a value that was none of them.
    /// </summary>
    /// <exception cref="PipelineException">The batch was made by a pipeline with other cells, or this one makes grids alone.</exception>
    public EntryBatch Invert(PaddedBatch batch)
    {
        RequireOwn(batch);
        return PipelineInverse.Invert(this, batch, batch.Features, []);
    }

    /// <summary>
    /// The same for other numbers in the cells of a batch, whose mask and lengths they share: what an autoencoder gave back. A number that
    /// scaling never makes is taken for the nearest that it does: within the limits of a clip, 0 below a logarithm's, the one value of a
    /// constant column; of categories the one with the largest share counts, where that is more than what all lack of 1. Entries that fail
    /// the cut were not given back: their lists are empty, and the rest is what the numbers say, NaN as a rule, 0 and false for integers
    /// and bools.
    /// </summary>
    /// <param name="batch">What the numbers belong to.</param>
    /// <param name="features">They, [n, cells], scaled as the batch's features are.</param>
    /// <exception cref="PipelineException">As <see cref="Invert(PaddedBatch)"/>.</exception>
    /// <exception cref="ArgumentException">There are not as many numbers as the batch has.</exception>
    public EntryBatch Invert(PaddedBatch batch, ReadOnlySpan<float> features)
    {
        RequireOwn(batch);
        if (features.Length != batch.Features.Length)
            throw new ArgumentException(
                $"{batch.EntryCount} entries of {batch.CellCount} cells take {batch.Features.Length} numbers, {features.Length} are given.",
                nameof(features));
        return PipelineInverse.Invert(this, batch, features, batch.Selected);
    }

    private void RequireOwn(PaddedBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        RequireCells();
        if (!batch.Cells.SequenceEqual(_layout.Names)) throw new PipelineException("The batch has other cells than this pipeline makes.");
    }

    private void RequireCells()
    {
        if (CellCount > 0) return;
        throw new PipelineException(Grid is null
            ? "The pipeline has no cells, so that there is nothing to make columns of."
            : "The pipeline makes grids alone, whose bins are sums over objects: no object can be told from them. "
                + "Features that are to come back stand in \"columns\".") { Path = "features.columns" };
    }

    private PaddedBatch Apply(EntryBatch batch, EntryChoice choice, FeatureObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (observer?.Fits(_definition.Columns.Length, _definition.Collections.Length) == false)
            throw new ArgumentException("The observer is one of another pipeline.", nameof(observer));
        using PreparedEntries prepared = PreparationFor(batch.Schema).Prepare(batch, choice);
        return new PaddedBatch(PaddedBatchBuilder.Build(this, _assembler, prepared, batch, observer));
    }

    // Streams keep one schema: the last one is enough. Two threads that bind at once make the same thing.
    private EntryPreparation PreparationFor(Schema schema)
    {
        EntryPreparation? known = Volatile.Read(ref _preparation);
        if (known is not null && (ReferenceEquals(known.Schema, schema) || known.Schema.Equals(schema))) return known;
        EntryPreparation made = new(_definition.Recipe, schema);
        Volatile.Write(ref _preparation, made);
        return made;
    }
}

using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>
/// What a configuration says about features: definitions, the cut on entries, <c>features</c> and <c>grid</c>. With the statistics
/// of pass 1 it becomes a <see cref="FeaturePipeline"/>. Keys of <see cref="Scaling"/>, <see cref="Categorical"/> and <see cref="Clip"/>
/// are names or globs: an exact name beats a glob, of two globs the one with more literal characters wins.
/// </summary>
public sealed record FeatureSpecification
{
    /// <summary>Computed columns; a later one may use earlier ones.</summary>
    public ImmutableArray<ColumnDefinition> Define { get; init; } = [];

    /// <summary>The cut on entries; null: all stay.</summary>
    public string? Where { get; init; }

    /// <summary>Names or globs (<c>*</c> and <c>?</c>) of the columns that become cells, in this order.</summary>
    public ImmutableArray<string> Columns { get; init; } = [];

    /// <summary>
    /// Options by collection: its counter's name without <c>n</c> or <c>_size</c>, a single column's name, or any name with members.
    /// </summary>
    public ImmutableSortedDictionary<string, CollectionOptions> Collections { get; init; } = NoEntries<CollectionOptions>();

    /// <summary>Scaling by name or glob; a column that nothing matches is not scaled.</summary>
    public ImmutableSortedDictionary<string, ScalingKind> Scaling { get; init; } = NoEntries<ScalingKind>();

    /// <summary>Categorical columns by name or glob.</summary>
    public ImmutableSortedDictionary<string, CategoricalOptions> Categorical { get; init; } = NoEntries<CategoricalOptions>();

    /// <summary>Limits by name or glob, applied before scaling; statistics are those of the values before them.</summary>
    public ImmutableSortedDictionary<string, ClipRange> Clip { get; init; } = NoEntries<ClipRange>();

    /// <summary>What a scaled column with one single value becomes.</summary>
    public ConstantHandling Constant { get; init; }

    /// <summary>The value of cells without data, after scaling; NaN is allowed.</summary>
    public float Padding { get; init; }

    /// <summary>What a genuine NaN becomes.</summary>
    public NanPolicy Nan { get; init; }

    /// <summary>The matrix form, of raw values of kept objects; null: none. A pipeline may have it beside cells or alone.</summary>
    public PhaseSpaceGrid? Grid { get; init; }

    /// <summary>
    /// Reads <c>{"define": {…}, "where": "…", "features": {…}, "grid": {…}}</c>. Comments and trailing commas are allowed.
    /// </summary>
    /// <param name="json">The document.</param>
    /// <param name="path">The place of the document in a larger one, for messages.</param>
    /// <exception cref="PipelineException">
    /// A key is unknown or a value does not fit: <see cref="PipelineException.Path"/> says where.
    /// </exception>
    public static FeatureSpecification FromJson(string json, string path = "") => FeatureSpecificationReader.ReadDocument(json, path);

    /// <summary>
    /// Reads <c>dataset.define</c>, <c>dataset.where</c>, <c>features</c> and <c>grid</c> of a whole configuration and leaves
    /// its other sections to their owners. Where there is <c>grid</c>, <c>features</c> may be left out.
    /// </summary>
    /// <exception cref="PipelineException">As <see cref="FromJson"/>.</exception>
    public static FeatureSpecification FromConfiguration(string json) => FeatureSpecificationReader.ReadConfiguration(json);

    /// <summary>
    /// The stored columns that definitions, cuts, features and grids need, in stored order: what has to be read. Those that options
    /// merely name are among them, so that a source narrowed to these columns gives the same statistics and the same warnings.
    /// </summary>
    /// <param name="stored">The columns that there are.</param>
    /// <exception cref="PipelineException">A name, an expression or an option does not fit the columns.</exception>
    public Schema GetInputColumns(Schema stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        FeatureRecipe recipe = RecipeResolver.Resolve(this, stored).Recipe;
        _ = SpecificationCheck.FindUnused(this, stored, recipe);
        HashSet<string> named =
            [.. new ColumnOptions(this).Names.Select(n => n.Name), .. Collections.Keys.Except(recipe.AllCollections.Select(c => c.Name))];
        return new Schema(stored.Where(c => recipe.Input.TryGet(c.Name, out _) || named.Contains(c.Name)
            || (c is { Depth: > 0, Counter: { } counter } && named.Contains(CollectionResolver.KeyOfCounter(counter)))));
    }

    /// <summary>The document that <see cref="FromJson"/> reads.</summary>
    public string ToJson() => FeatureSpecificationWriter.Write(this);

    private static ImmutableSortedDictionary<string, T> NoEntries<T>() =>
        ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);
}

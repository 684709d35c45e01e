using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>Pass 1: takes the batches of one schema and gathers statistics of what the recipe makes of them.</summary>
internal sealed class StatisticsCollector
{
    /// <summary>Values up to which the quantiles of a column are exact.</summary>
    private const int ExactQuantiles = 1_000_000;

    /// <summary>Values that are held for exact quantiles over all columns but those that quantiles scale: 256 MiB.</summary>
    private const int ExactQuantilesOfAll = 32 << 20;

    private readonly FeatureRecipe _recipe;
    private readonly ImmutableArray<string> _warnings;
    private readonly ColumnCollector[] _columns;
    private readonly LengthCounter[] _lengths;
    private EntryPreparation _preparation;
    private long _seen, _kept;

    public StatisticsCollector(FeatureSpecification specification, Schema schema)
    {
        (_recipe, _warnings) = RecipeResolver.Resolve(specification, schema);
        _warnings = _warnings.AddRange(SpecificationCheck.FindUnused(specification, schema, _recipe));
        _recipe = _recipe with { Grid = null };   // its columns are read, so that their types are known; they have no statistics
        _preparation = new EntryPreparation(_recipe, _recipe.Input);
        ColumnOptions options = new(specification);
        int exact = Math.Min(ExactQuantiles, ExactQuantilesOfAll / Math.Max(_recipe.Columns.Length, 1));
        _columns = [.. _recipe.Columns.Select(c => new ColumnCollector(c, new ColumnCollection(
            Logarithm: options.ScalingOf(c.Name) == ScalingKind.Log,
            Categories: options.CategoriesOf(c.Name) is { Values: null },
            ExactQuantiles: options.ScalingOf(c.Name) == ScalingKind.Robust ? ExactQuantiles : exact)))];
        _lengths = [.. _recipe.Collections.Select(_ => new LengthCounter())];
    }

    /// <summary>The columns of the schema that batches must have.</summary>
    public Schema InputSchema => _recipe.Input;

    /// <summary>Entries taken so far, before the cut.</summary>
    public long EntriesSeen => _seen;

    /// <summary>Adds a batch, which stays whole.</summary>
    public void Add(EntryBatch batch)
    {
        if (!ReferenceEquals(batch.Schema, _preparation.Schema) && !batch.Schema.Equals(_preparation.Schema))
            _preparation = new EntryPreparation(_recipe, batch.Schema);
        using PreparedEntries prepared = _preparation.Prepare(batch, EntryChoice.Passing);
        _seen += batch.EntryCount;
        _kept += prepared.RowCount;
        for (int i = 0; i < _lengths.Length; i++) _lengths[i].Add(prepared.SelectionOf(i).Offsets);
        for (int i = 0; i < _columns.Length; i++)
        {
            using PreparedColumn values = prepared.Read(i);
            _columns[i].Add(values);
        }
    }

    public FeatureStatistics Finish() => new(_recipe)
    {
        EntriesSeen = _seen,
        EntriesKept = _kept,
        Columns = [.. _columns.Select(c => c.Finish())],
        Collections = [.. _recipe.Collections.Select((c, i) => new CollectionStatistics(c.Name, _lengths[i].Finish()))],
        Warnings = _warnings,
    };
}

using System.Collections.Immutable;
using System.Runtime.ExceptionServices;

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
    private readonly int _threads;
    private EntryPreparation _preparation;
    private long _seen, _kept;
    private ulong _entries;

    /// <param name="specification">What features there are.</param>
    /// <param name="schema">The columns of the batches, and others.</param>
    /// <param name="threads">Columns that are looked at at a time; the figures do not depend on it.</param>
    public StatisticsCollector(FeatureSpecification specification, Schema schema, int threads)
    {
        _threads = threads;
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
        _entries += StatisticsFingerprint.OfEntries(batch.Identities);
        for (int i = 0; i < _lengths.Length; i++) _lengths[i].Add(prepared.SelectionOf(i).Offsets);
        if (_threads == 1)
            for (int i = 0; i < _columns.Length; i++) AddColumn(prepared, i);
        else AddColumns(prepared);
    }

    public FeatureStatistics Finish() => new(_recipe)
    {
        EntriesSeen = _seen,
        EntriesKept = _kept,
        Columns = [.. _columns.Select(c => c.Finish())],
        Collections = [.. _recipe.Collections.Select((c, i) => new CollectionStatistics(c.Name, _lengths[i].Finish()))],
        Warnings = _warnings,
        EntryHash = _entries,
    };

    // Each column sees the same batches in the same order, whoever adds them; of several that fail the first is told.
    private void AddColumns(PreparedEntries prepared)
    {
        Exception?[] failures = new Exception?[_columns.Length];
        Parallel.For(0, _columns.Length, new ParallelOptions { MaxDegreeOfParallelism = _threads }, i =>
        {
            try
            {
                AddColumn(prepared, i);
            }
            catch (Exception failure)
            {
                failures[i] = failure;
            }
        });
        if (Array.Find(failures, f => f is not null) is { } first) ExceptionDispatchInfo.Throw(first);
    }

    private void AddColumn(PreparedEntries prepared, int column)
    {
        using PreparedColumn values = prepared.Read(column);
        _columns[column].Add(values);
    }
}

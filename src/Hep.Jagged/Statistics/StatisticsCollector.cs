using System.Runtime.ExceptionServices;

namespace Hep.Jagged;

/// <summary>Pass 1: takes the batches of one schema and gathers statistics of what the recipe makes of them.</summary>
/// <param name="plan">What is gathered.</param>
/// <param name="threads">Columns that are looked at at a time; the figures do not depend on it.</param>
internal sealed class StatisticsCollector(StatisticsPlan plan, int threads)
{
    private readonly ColumnCollector[] _columns = [.. plan.Recipe.Columns.Select((c, i) => new ColumnCollector(c.Name, plan.Asked[i]))];
    private readonly LengthCounter[] _lengths = [.. plan.Recipe.Collections.Select(_ => new LengthCounter())];
    private EntryPreparation _preparation = new(plan.Recipe, plan.Recipe.Input);
    private long _seen, _kept;
    private ulong _entries;

    /// <summary>Entries taken so far, before the cut.</summary>
    public long EntriesSeen => _seen;

    /// <summary>Adds a batch, which stays whole.</summary>
    public void Add(EntryBatch batch)
    {
        if (!ReferenceEquals(batch.Schema, _preparation.Schema) && !batch.Schema.Equals(_preparation.Schema))
            _preparation = new EntryPreparation(plan.Recipe, batch.Schema);
        using PreparedEntries prepared = _preparation.Prepare(batch, EntryChoice.Passing);
        _seen += batch.EntryCount;
        _kept += prepared.RowCount;
        _entries += StatisticsFingerprint.OfEntries(batch.Identities);
        for (int i = 0; i < _lengths.Length; i++) _lengths[i].Add(prepared.SelectionOf(i).Offsets);
        ForEachColumn(i =>
        {
            using PreparedColumn values = prepared.Read(i);
            _columns[i].Add(values);
        });
    }

    /// <summary>The statistics of all that was added.</summary>
    public FeatureStatistics Finish() => new(plan.Recipe)
    {
        EntriesSeen = _seen,
        EntriesKept = _kept,
        Columns = [.. _columns.Select(c => c.Finish())],
        Collections = [.. plan.Recipe.Collections.Select((c, i) => new CollectionStatistics(c.Name, _lengths[i].Finish()))],
        Warnings = plan.Warnings,
        EntryHash = _entries,
    };

    /// <summary>The same in the form that is kept and merged.</summary>
    public PartialStatistics FinishPart()
    {
        PartialColumn[] columns = new PartialColumn[_columns.Length];
        ForEachColumn(i => columns[i] = _columns[i].FinishPart());
        return new PartialStatistics(_seen, _kept, _entries, [.. columns], [.. _lengths.Select(l => l.Finish())]);
    }

    // Each column sees the same batches in the same order, whoever adds them; of several that fail the first is told.
    private void ForEachColumn(Action<int> work)
    {
        if (threads == 1)
        {
            for (int i = 0; i < _columns.Length; i++) work(i);
            return;
        }
        Exception?[] failures = new Exception?[_columns.Length];
        Parallel.For(0, _columns.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            try
            {
                work(i);
            }
            catch (Exception failure)
            {
                failures[i] = failure;
            }
        });
        if (Array.Find(failures, f => f is not null) is { } first) ExceptionDispatchInfo.Throw(first);
    }
}

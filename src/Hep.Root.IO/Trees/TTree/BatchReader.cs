using Hep.Jagged;
using Hep.Root.IO.Bytes;
using Hep.Root.IO.Files;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>
/// Reads batches of columns: plan the baskets of a range of entries, fetch them at once, decompress and decode column by column, share the
/// offsets of collections. There is no await below the fetch.
/// </summary>
internal sealed class BatchReader : IDisposable
{
    private readonly RecordReader _records;
    private readonly TreeMetadata _tree;
    private readonly ColumnReader[] _columns;
    private readonly Dictionary<ColumnProgram, ColumnReader> _counters = [];
    private readonly Schema _schema;
    private readonly int _threads;
    private readonly BasketBudget _budget;

    public BatchReader(RecordReader records, TreeMetadata tree, Schema schema, int threads)
    {
        _records = records;
        _tree = tree;
        _schema = schema;
        _threads = threads;
        _budget = new BasketBudget(records.Limits.MaxLoadedBytes);
        _columns = [.. schema.Select(c => new ColumnReader(tree.Programs[c.Name], records, _budget))];
    }

    public async ValueTask<EntryBatch> ReadAsync(EntrySource source, long first, int count, CancellationToken cancellationToken)
    {
        await LoadAsync(_columns, first, first + count, cancellationToken).ConfigureAwait(false);
        Column?[] decoded = new Column?[_columns.Length];
        try
        {
            Run(i => decoded[i] = _columns[i].Decode(first, count), cancellationToken);
            ShareOffsets(decoded);
            foreach (ColumnReader column in _columns) column.Release(first + count);
            return new EntryBatch(_schema, decoded!, EntryIdentities.Range(source, first, count));
        }
        catch
        {
            foreach (Column? column in decoded) column?.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (ColumnReader column in _columns) column.Dispose();
        foreach (ColumnReader counter in _counters.Values) counter.Dispose();
    }

    private async ValueTask LoadAsync(ColumnReader[] columns, long first, long end, CancellationToken cancellationToken)
    {
        using ReadPlan plan = new();
        foreach (ColumnReader column in columns) column.Plan(first, end, plan);
        await plan.ReadAsync(_records.Source, cancellationToken).ConfigureAwait(false);
        Run(i => columns[i].Load(first, end, plan), cancellationToken, columns.Length);
        foreach (ColumnReader column in columns)
            foreach (LoadedBasket basket in column.WithoutOffsets)
                await GenerateOffsetsAsync(column.Program, basket, cancellationToken).ConfigureAwait(false);
    }

    // The writer left the offsets out, because the counter's values over the basket's entries tell them: they are read for it alone.
    private async ValueTask GenerateOffsetsAsync(ColumnProgram program, LoadedBasket basket, CancellationToken cancellationToken)
    {
        ColumnProgram? counts = program.CountsFrom is null ? null : _tree.ProgramOf(program.CountsFrom);
        if (counts is null || program.ElementBytes == 0 || counts.Branch == program.Branch)
            throw new RootException("Its offsets are not stored, and no counter tells them.") { File = _records.Source.Location, Object = program.Schema.Name, Offset = basket.Seek };
        if (!_counters.TryGetValue(counts, out ColumnReader? reader)) _counters.Add(counts, reader = new ColumnReader(counts, _records, _budget));
        await LoadAsync([reader], basket.FirstEntry, basket.EndEntry, cancellationToken).ConfigureAwait(false);
        using EntryBatch counted = new([reader.Decode(basket.FirstEntry, basket.EntryCount)], EntryIdentities.Range(EntrySource.None, 0, basket.EntryCount));
        try
        {
            basket.SetCounts(counted.GetAs<int>(counts.Schema.Name).Values, program.ElementBytes);
        }
        catch (RootException failure)
        {
            throw failure.In(_records.Source.Location, $"column '{program.Schema.Name}'", basket.Seek);
        }
        reader.Release(basket.FirstEntry);
    }

    private void Run(Action<int> work, CancellationToken cancellationToken, int? count = null)
    {
        int columns = count ?? _columns.Length;
        if (_threads > 1 && columns > 1)
        {
            RunParallel(work, columns, cancellationToken);
            return;
        }
        for (int i = 0; i < columns; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            work(i);
        }
    }

    private void RunParallel(Action<int> work, int columns, CancellationToken cancellationToken)
    {
        try
        {
            Parallel.For(0, columns, new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = cancellationToken }, work);
        }
        catch (AggregateException several)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }

    // Columns of one collection get one memory of offsets, so that whoever asks compares two references.
    private static void ShareOffsets(Column?[] columns)
    {
        Dictionary<string, Column> first = new(StringComparer.Ordinal);
        foreach (Column? each in columns)
        {
            if (each is not { Schema: { Counter: { } counter, Dimensions: [{ IsVariable: true }, ..] } } column) continue;
            if (!first.TryAdd(counter, column)) column.TryShareOffsets(first[counter]);
        }
    }
}

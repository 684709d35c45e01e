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
    private readonly ColumnProgram[] _columns;
    private readonly Dictionary<Branch, BranchReader> _readers = new(ReferenceEqualityComparer.Instance);
    private readonly BranchReader[] _branches;
    private readonly DecoderRun[] _runs;
    private readonly Dictionary<Branch, BranchReader> _counters = new(ReferenceEqualityComparer.Instance);
    private readonly Schema _schema;
    private readonly int _threads;
    private readonly BasketBudget _budget;

    public BatchReader(RecordReader records, TreeMetadata tree, Schema schema, ReadOptions options)
    {
        _records = records;
        _tree = tree;
        _schema = schema;
        _threads = options.Threads;
        _budget = new BasketBudget(options.MemoryBudget, records.Limits.MaxLoadedBytes);
        _columns = [.. schema.Select(c => tree.Programs[c.Name])];
        foreach (ColumnProgram column in _columns)
        {
            AddReader(column.Branch);
            if (column.Needs is not null) AddReader(column.Needs.Branch);
        }
        _branches = [.. _readers.Values];
        _runs = [.. _columns.Select((program, target) => (Program: program, Target: target))
            .GroupBy(c => c.Program.Decoder, ReferenceEqualityComparer.Instance)
            .Select(group => NewRun([.. group]))];
    }

    public async ValueTask<EntryBatch> ReadAsync(EntrySource source, long first, int count, CancellationToken cancellationToken)
    {
        await LoadAsync(_branches, first, first + count, cancellationToken).ConfigureAwait(false);
        foreach (ColumnProgram column in _columns) await GenerateOffsetsAsync(column, cancellationToken).ConfigureAwait(false);
        Column?[] decoded = new Column?[_columns.Length];
        try
        {
            Run(i => _runs[i].Reader.Decode(_runs[i], first, count, decoded), _runs.Length, cancellationToken);
            ShareOffsets(decoded);
            foreach (BranchReader branch in _branches) branch.Release(first + count);
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
        foreach (BranchReader branch in _branches) branch.Dispose();
        foreach (BranchReader counter in _counters.Values) counter.Dispose();
    }

    // Several columns may be leaves of one branch.
    private void AddReader(Branch branch)
    {
        if (!_readers.ContainsKey(branch)) _readers.Add(branch, new BranchReader(branch, _records, _budget));
    }

    private DecoderRun NewRun(IReadOnlyList<(ColumnProgram Program, int Target)> columns)
    {
        ColumnProgram program = columns[0].Program;
        DecoderRun? counts = program.Needs is null ? null
            : _tree.ProgramOf(program.Needs) is { Needs: null } counter ? new DecoderRun(_readers[program.Needs.Branch], [(counter, 0)])
            : throw new RootException($"Branch '{program.Needs.Branch.Name}', which counts its values, cannot be read.")
            {
                File = _records.Source.Location,
                Object = program.Schema.Name,
            };
        return new DecoderRun(_readers[program.Branch], columns) { Counts = counts };
    }

    private async ValueTask LoadAsync(BranchReader[] branches, long first, long end, CancellationToken cancellationToken)
    {
        using ReadPlan plan = new();
        try
        {
            foreach (BranchReader branch in branches) branch.Plan(first, end, plan);
            await plan.ReadAsync(_records.Source, cancellationToken).ConfigureAwait(false);
        }
        catch (RootException failure)
        {
            string more = branches.Length > 1 ? $" and {branches.Length - 1} more" : "";
            throw failure.In(_records.Source.Location, $"the baskets of branch '{branches[0].Branch.Name}'{more}");
        }
        Run(i => branches[i].Load(first, end, plan), branches.Length, cancellationToken);
    }

    private async ValueTask GenerateOffsetsAsync(ColumnProgram column, CancellationToken cancellationToken)
    {
        foreach (LoadedBasket basket in _readers[column.Branch].WithoutOffsets)
            await GenerateOffsetsAsync(column, basket, cancellationToken).ConfigureAwait(false);
    }

    // The writer left the offsets out, because the counter's values over the basket's entries tell them: they are read for it alone.
    private async ValueTask GenerateOffsetsAsync(ColumnProgram program, LoadedBasket basket, CancellationToken cancellationToken)
    {
        ColumnProgram? counts = program.CountsFrom is null ? null : _tree.ProgramOf(program.CountsFrom);
        if (counts is null || program.ElementBytes == 0 || counts.Branch == program.Branch)
            throw new RootException("Its offsets are not stored, and no counter tells them.")
            {
                File = _records.Source.Location,
                Object = program.Schema.Name,
                Offset = basket.Seek,
            };
        if (!_counters.TryGetValue(counts.Branch, out BranchReader? reader))
            _counters.Add(counts.Branch, reader = new BranchReader(counts.Branch, _records, _budget));
        await LoadAsync([reader], basket.FirstEntry, basket.EndEntry, cancellationToken).ConfigureAwait(false);
        using Column<int> counted = new DecoderRun(reader, [(counts, 0)]).DecodeCounts(basket.FirstEntry, basket.EntryCount);
        try
        {
            basket.SetCounts(counted.Values, program.ElementBytes);
        }
        catch (RootException failure)
        {
            throw failure.In(_records.Source.Location, $"column '{program.Schema.Name}'", basket.Seek);
        }
        reader.Release(basket.FirstEntry);
    }

    private void Run(Action<int> work, int count, CancellationToken cancellationToken)
    {
        if (_threads > 1 && count > 1)
        {
            RunParallel(work, count, cancellationToken);
            return;
        }
        for (int i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            work(i);
        }
    }

    private void RunParallel(Action<int> work, int count, CancellationToken cancellationToken)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = cancellationToken }, work);
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

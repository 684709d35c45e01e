using Hep.Jagged;
using Hep.Root.IO.Files;
using Hep.Root.IO.Trees.Decoding;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>
/// Reads columns whose values count those of others, where entries cannot be told apart without them. Planning and all who fetch may ask.
/// </summary>
internal sealed class CountReader(RecordReader records, TreeMetadata tree, ReadBudget budget) : IDisposable
{
    private readonly Dictionary<CountingColumn, BatchReader> _readers = [];
    private readonly LoadedBasket _scratch = new();
    private readonly SemaphoreSlim _turn = new(1);
    private (CountingColumn? Counter, EntryRange Entries, Column<int>? Counts) _last;

    /// <summary>The counts of the entries of a batch.</summary>
    /// <param name="counter">Which column counts.</param>
    /// <param name="counted">The column that needs them.</param>
    /// <param name="window">The entries that the batch stands for.</param>
    /// <param name="entries">Those that are wanted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<Column<int>> ReadAsync(
        CountingColumn counter, ColumnProgram counted, EntryRange window, EntryRange[] entries, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ReadNextAsync(counter, counted, window, entries, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// The counts of a basket's entries, from the counter that its columns name; null where they name none that has one number an entry.
    /// </summary>
    public async ValueTask<Column<int>?> ReadForAsync(ColumnProgram program, BasketPlace basket, CancellationToken cancellationToken)
    {
        // What is counted itself is no counter: two such columns could count each other.
        if (program.CountsFrom is not { } counter || counter.Branch == program.Branch
            || tree.ProgramOf(counter) is not { CountsFrom: null, Schema.Dimensions.IsEmpty: true })
            return null;
        EntryRange entries = new(basket.FirstEntry, basket.EndEntry);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // The columns of one collection ask for the same, one after the other.
            if (_last.Counter != counter || _last.Entries != entries)
            {
                _last.Counts?.Dispose();
                _last = default;
                _last = (counter, entries,
                    await ReadNextAsync(counter, program, entries, [entries], cancellationToken).ConfigureAwait(false));
            }
            return _last.Counts!.Share();
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        foreach (BatchReader reader in _readers.Values) reader.Dispose();
        _last.Counts?.Dispose();
        _scratch.Dispose();
        _turn.Dispose();
    }

    private async ValueTask<Column<int>> ReadNextAsync(
        CountingColumn counter, ColumnProgram counted, EntryRange window, EntryRange[] entries, CancellationToken cancellationToken)
    {
        ColumnProgram program = tree.ProgramOf(counter) is { Needs: null } known ? known
            : throw new RootException($"Branch '{counter.Branch.Name}', which counts its values, cannot be read.")
            {
                File = records.Source.Location,
                Object = counted.Schema.Name,
            };
        if (!program.Schema.Type.IsInteger)
            throw new RootException(
                $"column '{program.Schema.Name}': values of type {program.Schema.Type} cannot count those of another column.")
            {
                File = records.Source.Location,
                Object = counted.Schema.Name,
            };
        if (!_readers.TryGetValue(counter, out BatchReader? reader))
            _readers.Add(counter, reader = NewReader(new Schema([program.Schema])));
        using EntryBatch batch = await reader.ReadAsync(reader.Draft(window, entries, hasNext: true), _scratch, cancellationToken)
            .ConfigureAwait(false);
        return batch.GetAs<int>(program.Schema.Name).Share();
    }

    private BatchReader NewReader(Schema schema) => new(records, tree, schema, schema, EntrySource.None, budget);
}

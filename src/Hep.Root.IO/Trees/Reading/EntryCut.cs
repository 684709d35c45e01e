using Hep.Jagged;
using Hep.Root.IO.Files;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.Reading;

/// <summary>
/// A cut on the entries of a tree, decided on its own columns before any other is read: records in which no entry passes are not fetched.
/// </summary>
internal sealed class EntryCut : IDisposable
{
    private readonly BatchReader _reader;
    private readonly BoundExpression _cut;
    private readonly LoadedBasket _scratch = new();

    /// <param name="where">The cut.</param>
    /// <param name="columns">All columns of the tree that can be read.</param>
    /// <param name="records">The file.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="source">What its entries are called.</param>
    /// <param name="budget">The memory of the stream.</param>
    /// <exception cref="RootException">The cut does not fit the columns.</exception>
    public EntryCut(Expression where, Schema columns, RecordReader records, TreeDescription tree, EntrySource source, ReadBudget budget)
    {
        (Columns, _cut) = Bind(where, columns, source);
        _reader = new BatchReader(records, tree, Columns, Columns, source, budget);
    }

    /// <summary>The columns that the cut reads.</summary>
    public Schema Columns { get; }

    /// <summary>What a cut reads of a tree, and how it is computed.</summary>
    /// <exception cref="RootException">The cut does not fit the columns.</exception>
    public static (Schema Columns, BoundExpression Cut) Bind(Expression where, Schema columns, EntrySource source)
    {
        try
        {
            Schema read = new(where.Columns.Select(name => columns[columns.GetIndex(name)]));
            return (read, where.BindEntryCut(read));
        }
        catch (PipelineException failure)
        {
            throw new RootException($"The cut '{where}' on tree '{source.Tree}': {failure.Message}", failure)
            { File = source.Location, Object = source.Tree };
        }
    }

    /// <summary>The entries of a window that pass, as ranges, and the cut's columns for them; null where none does.</summary>
    public async ValueTask<(EntryRange[] Entries, EntryBatch? Columns)> ReadAsync(
        EntryRange window, bool beginsRange, bool hasNext, CancellationToken cancellationToken)
    {
        BatchDraft draft = _reader.Draft(window, [window], hasNext);
        draft.BeginsRange = beginsRange;
        using EntryBatch batch = await _reader.ReadAsync(draft, _scratch, cancellationToken).ConfigureAwait(false);
        using Column<bool> marks = _cut.EvaluateMask(batch);
        return (Ranges(marks.Values, window.First), EntryFilter.Keep(batch, marks.Values));
    }

    public void Dispose()
    {
        _reader.Dispose();
        _scratch.Dispose();
    }

    private static EntryRange[] Ranges(ReadOnlySpan<bool> marks, long first)
    {
        List<EntryRange> ranges = [];
        for (int at = 0; at < marks.Length;)
        {
            int begin = marks[at..].IndexOf(true);
            if (begin < 0) break;
            begin += at;
            int length = marks[begin..].IndexOf(false);
            at = length < 0 ? marks.Length : begin + length;
            ranges.Add(new EntryRange(first + begin, first + at));
        }
        return [.. ranges];
    }
}

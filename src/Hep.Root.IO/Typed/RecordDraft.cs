using Hep.Jagged;

namespace Hep.Root.IO;

/// <summary>The columns of a batch while records fill it, as generated code asks for them.</summary>
public sealed class RecordDraft : IDisposable
{
    // Enough to make a call of the writer cheap, little beside a cluster.
    private const int MaxEntries = 4096, MaxListBytes = 4 << 20;

    private readonly IReadOnlyList<RecordMember> _members;
    private readonly ColumnDraft?[] _columns;
    private Schema? _written;
    private int _entries;
    private long _listBytes;

    internal RecordDraft(IReadOnlyList<RecordMember> members)
    {
        _members = members;
        Schema = RecordSchema.Of(members);
        _columns = new ColumnDraft?[members.Count];
    }

    /// <summary>The values of a member of one value.</summary>
    /// <param name="member">Its place among the members.</param>
    public ValueDraft<T> Values<T>(int member) where T : unmanaged => Add(member, new ValueDraft<T>(_members[member], this));

    /// <summary>The lists of a member that is a list or a text.</summary>
    /// <param name="member">Its place among the members.</param>
    public ListDraft<T> Lists<T>(int member) where T : unmanaged => Add(member, new ListDraft<T>(_members[member], this));

    /// <summary>The lists of lists of a member.</summary>
    /// <param name="member">Its place among the members.</param>
    public NestedDraft<T> Nested<T>(int member) where T : unmanaged => Add(member, new NestedDraft<T>(_members[member], this));

    /// <summary>Gives memory back.</summary>
    public void Dispose()
    {
        foreach (ColumnDraft? column in _columns) column?.Dispose();
    }

    /// <summary>The columns of all members.</summary>
    internal Schema Schema { get; }

    /// <summary>Entries of all batches.</summary>
    internal long EntryCount { get; private set; }

    /// <summary>Counts what lists hold: it ends a batch as its number of entries does.</summary>
    internal void AddListBytes(long bytes) => _listBytes += bytes;

    /// <summary>Ends an entry.</summary>
    /// <returns>Whether the batch should be taken.</returns>
    internal bool EndEntry()
    {
        EntryCount++;
        return ++_entries == MaxEntries || _listBytes >= MaxListBytes;
    }

    /// <summary>The entries since the last batch. What all records lack is no column; where there is no record all members are.</summary>
    internal EntryBatch Take()
    {
        Schema schema = _written ?? Settle();
        Column[] columns = [.. _columns.Where(c => !c!.IsMissing).Zip(schema, (column, written) => column!.Take(written, _entries))];
        EntryIdentities identities = EntryIdentities.Range(EntrySource.None, EntryCount - _entries, _entries);
        (_entries, _listBytes) = (0, 0);
        return new EntryBatch(schema, columns, identities);
    }

    // The first record tells which members are there.
    private Schema Settle()
    {
        Schema schema = new(Schema.Where((_, member) => !_columns[member]!.IsMissing));
        if (EntryCount > 0) _written = schema;
        return schema;
    }

    private TDraft Add<TDraft>(int member, TDraft column) where TDraft : ColumnDraft
    {
        _columns[member] = column;
        return column;
    }
}

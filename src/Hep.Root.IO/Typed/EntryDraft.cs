using Hep.Jagged;

namespace Hep.Root.IO;

/// <summary>The batch that records fill, and those that it follows.</summary>
internal sealed class EntryDraft : IDisposable
{
    // Enough to make a call of the writer cheap, little beside a cluster.
    private const int MaxEntries = 4096, MaxListBytes = 4 << 20;

    private Schema? _written;
    private int _entries;
    private long _listBytes;

    /// <param name="members">The members of the record.</param>
    /// <param name="format">What the columns of records within it are called for.</param>
    /// <exception cref="RootException">Two members are one column.</exception>
    public EntryDraft(IReadOnlyList<RecordMember> members, TreeFormat format = TreeFormat.TTree)
    {
        Format = format;
        Schema = RecordSchema.Of(members, format);
        Columns = new RecordDraft(members, this, new MemberPlace("", "", 0));
    }

    public TreeFormat Format { get; }

    /// <summary>The columns of all members.</summary>
    public Schema Schema { get; }

    /// <summary>What generated code fills.</summary>
    public RecordDraft Columns { get; }

    /// <summary>Entries of all batches.</summary>
    public long EntryCount { get; private set; }

    /// <summary>Counts what lists hold: it ends a batch as its number of entries does.</summary>
    public void AddListBytes(long bytes) => _listBytes += bytes;

    /// <summary>Ends an entry.</summary>
    /// <returns>Whether the batch should be taken.</returns>
    public bool EndEntry()
    {
        EntryCount++;
        return ++_entries == MaxEntries || _listBytes >= MaxListBytes;
    }

    /// <summary>The entries since the last batch. What all records lack is no column; where there is no record all members are.</summary>
    public EntryBatch Take()
    {
        Schema schema = _written ?? Settle();
        TakenColumns taken = new(schema, _entries);
        Columns.Take(taken);
        EntryIdentities identities = EntryIdentities.Range(EntrySource.None, EntryCount - _entries, _entries);
        (_entries, _listBytes) = (0, 0);
        return new EntryBatch(schema, taken.Columns, identities);
    }

    public void Dispose() => Columns.Dispose();

    // The first record tells which members are there.
    private Schema Settle()
    {
        if (EntryCount == 0) return Schema;
        List<bool> isThere = [];
        Columns.Settle(isThere, isRecordThere: true);
        return _written = new Schema(Schema.Where((_, column) => isThere[column]));
    }
}

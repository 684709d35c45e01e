namespace Hep.Root.IO;

/// <summary>The columns of a member that is a record, as generated code fills them.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class SingleRecordDraft<T> : ColumnDraft where T : IWritableRootRecord<T>
{
    private readonly RecordDraft _fields;
    private readonly RecordWriter<T> _writer;

    internal SingleRecordDraft(RecordMember member, RecordDraft record) : base(member, record)
    {
        _fields = record.Of(member);
        _writer = T.Bind(_fields);
    }

    /// <summary>Adds the record of an entry.</summary>
    public void Add(in T? record)
    {
        if (record is null)
        {
            Lack();
            return;
        }
        Have();
        _writer.Write(in record);
    }

    /// <summary>Adds an entry without a record.</summary>
    public void AddNull() => Lack();

    /// <inheritdoc/>
    public override void Dispose() => _fields.Dispose();

    internal override void Take(TakenColumns taken) => _fields.Take(taken);

    private protected override void SettleColumns(List<bool> isThere, bool isMemberThere) => _fields.Settle(isThere, isMemberThere);
}

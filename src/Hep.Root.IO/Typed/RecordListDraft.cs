using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO;

/// <summary>The columns of a member that is a list of records, as generated code fills them: a list for each member, and one set of
/// offsets.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class RecordListDraft<T> : ColumnDraft where T : IWritableRootRecord<T>
{
    private readonly GrowingMemory<int> _offsets = new();
    private readonly RecordDraft _fields;
    private readonly RecordWriter<T> _writer;
    private readonly long _recordBytes;
    private int _count;

    internal RecordListDraft(RecordMember member, RecordDraft record) : base(member, record)
    {
        _fields = record.Of(member);
        _writer = T.Bind(_fields);
        _recordBytes = CountFields(member) * (long)sizeof(double);      // lists in the records count themselves
        _offsets.Append(0);
    }

    /// <summary>Adds the list of an entry.</summary>
    public void Add(T?[]? list)
    {
        if (list is null)
        {
            Lack();
            return;
        }
        Have();
        _count = checked(_count + list.Length);
        _offsets.Append(_count);
        AddListBytes(list.Length * _recordBytes + sizeof(int));
        foreach (ref readonly T? record in new ReadOnlySpan<T?>(list))
        {
            if (record is null) ThrowNullElement();
            _writer.Write(in record);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _offsets.Dispose();
        _fields.Dispose();
    }

    internal override void Take(TakenColumns taken)
    {
        taken.AddRecords(_fields, TakeAll(_offsets));
        _count = 0;
        _offsets.Append(0);
    }

    private protected override void SettleColumns(List<bool> isThere, bool isMemberThere)
    {
        int before = isThere.Count;
        _fields.Settle(isThere, isMemberThere);
        // How long its lists are is told by the columns of its members alone.
        if (isMemberThere && !isThere[before..].Contains(true))
            throw new RootException($"{Name} has lists of {typeof(T).Name}, and all members of these are null: they have no columns, and "
                + "the lengths of the lists would be lost. Give a member a value in all entries, or declare the list nullable "
                + $"({typeof(T).Name}[]?) and leave it null.");
    }

    private static int CountFields(RecordMember record) => record.Fields.Sum(f => f.Fields.Count == 0 ? 1 : CountFields(f));
}

namespace Hep.Root.IO;

/// <summary>The columns of a record's members while records fill them, as generated code asks for them.</summary>
public sealed class RecordDraft : IDisposable
{
    private readonly IReadOnlyList<RecordMember> _members;
    private readonly ColumnDraft?[] _columns;

    internal RecordDraft(IReadOnlyList<RecordMember> members, EntryDraft batch, MemberPlace place)
    {
        (_members, Batch, Place) = (members, batch, place);
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

    /// <summary>The records of a member that is a record.</summary>
    /// <param name="member">Its place among the members.</param>
    public SingleRecordDraft<T> Record<T>(int member) where T : IWritableRootRecord<T> =>
        Add(member, new SingleRecordDraft<T>(_members[member], this));

    /// <summary>The records of a member that is a list of records.</summary>
    /// <param name="member">Its place among the members.</param>
    public RecordListDraft<T> Records<T>(int member) where T : IWritableRootRecord<T> =>
        Add(member, new RecordListDraft<T>(_members[member], this));

    /// <summary>Gives memory back.</summary>
    public void Dispose()
    {
        foreach (ColumnDraft? column in _columns) column?.Dispose();
    }

    internal EntryDraft Batch { get; }

    internal MemberPlace Place { get; }

    /// <summary>The columns of a member that is a record, or a list of them.</summary>
    internal RecordDraft Of(RecordMember member) =>
        new(member.Fields, Batch, Place.Of(member, RecordPrefix.Written(member.Column, Batch.Format)));

    /// <summary>Moves the columns that are there.</summary>
    internal void Take(TakenColumns taken)
    {
        foreach (ColumnDraft? column in _columns)
            if (!column!.IsMissing) column.Take(taken);
    }

    /// <summary>Tells of each column whether it is there, from now on.</summary>
    internal void Settle(List<bool> isThere, bool isRecordThere)
    {
        foreach (ColumnDraft? column in _columns) column!.Settle(isThere, isRecordThere);
    }

    private TDraft Add<TDraft>(int member, TDraft column) where TDraft : ColumnDraft
    {
        _columns[member] = column;
        return column;
    }
}

using System.Diagnostics.CodeAnalysis;
using Hep.Jagged;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO;

/// <summary>A member's column of a batch, or its columns where it is a record itself, while records fill it.</summary>
public abstract class ColumnDraft : IDisposable
{
    private readonly RecordMember _member;
    private readonly RecordDraft _record;
    private bool? _isMissing;                               // the first record tells
    private bool _isSettledUntold;                          // or the first batch did, whose lists were all empty

    private protected ColumnDraft(RecordMember member, RecordDraft record) => (_member, _record) = (member, record);

    /// <summary>Gives memory back.</summary>
    public abstract void Dispose();

    /// <summary>Whether no record has it.</summary>
    internal bool IsMissing => _isMissing == true;

    /// <summary>Moves what was filled; what comes then is of the next batch.</summary>
    internal abstract void Take(TakenColumns taken);

    /// <summary>Tells of each of its columns whether it is there, from now on: also where all lists were empty.</summary>
    internal void Settle(List<bool> isThere, bool isRecordThere)
    {
        if (isRecordThere && _member.IsOptional && _isMissing is null) (_isMissing, _isSettledUntold) = (false, true);
        SettleColumns(isThere, isRecordThere && !IsMissing);
    }

    /// <summary>Notes that a record has it.</summary>
    /// <exception cref="RootException">Those before have not.</exception>
    internal void Have()
    {
        if (_member.IsOptional && (_isMissing ??= false)) ThrowMixed("has a value, and was null in those before");
    }

    /// <summary>Notes that a record has it not.</summary>
    /// <exception cref="RootException">Those before have, or each one must.</exception>
    internal void Lack()
    {
        if (!_member.IsOptional) ThrowNull();
        if (!(_isMissing ??= true))
            ThrowMixed(_isSettledUntold ? "is null, and became a column of lists that were empty"
                : "is null, and had values in those before");
    }

    private protected virtual void SettleColumns(List<bool> isThere, bool isMemberThere) => isThere.Add(isMemberThere);

    /// <summary>Sizes of the member's fixed shape; empty where it has none.</summary>
    private protected IReadOnlyList<int> FixedShape => _member.FixedShape;

    /// <summary>The member and its column, as messages call them.</summary>
    private protected string Name => $"{_record.Place.Path}{_member.MemberName} (column '{_record.Place.Prefix}{_member.Column}')";

    /// <summary>Counts what a list holds.</summary>
    private protected void AddListBytes(long bytes) => _record.Batch.AddListBytes(bytes);

    /// <summary>What was added, whose place is taken by as much and a quarter: batches are much alike.</summary>
    private protected static SharedMemory<T> TakeAll<T>(GrowingMemory<T> memory) where T : unmanaged
    {
        long expected = memory.Count + memory.Count / 4L;
        SharedMemory<T> taken = memory.Take();
        memory.Begin(expected);
        return taken;
    }

    /// <summary>Tells of a null in a list.</summary>
    [DoesNotReturn]
    internal void ThrowNullElement() => throw Refuse("has a null in its list, which may hold an empty list or text");

    /// <summary>Tells of a list that does not fill its shape.</summary>
    [DoesNotReturn]
    private protected void ThrowUnfit(int length) => throw Refuse($"has {length} values, and [RootShape({string.Join(", ", FixedShape)})] "
        + $"is {FixedShape.Aggregate(1, (count, size) => count * size)}");

    [DoesNotReturn]
    private void ThrowNull() => throw Refuse(
        "is null: what is written is a list or a text, which may be empty, or a record. Of a nullable type (float[]?, string?) it may be "
        + "null in all entries");

    [DoesNotReturn]
    private void ThrowMixed(string found) =>
        throw Refuse($"{found}: a column is there for all entries or for none. Give it a value in all of them");

    private RootException Refuse(string why) => new($"Entry {_record.Batch.EntryCount}: {Name} {why}.");
}

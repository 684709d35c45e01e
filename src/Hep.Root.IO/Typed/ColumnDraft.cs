using System.Diagnostics.CodeAnalysis;
using Hep.Jagged;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO;

/// <summary>A column of a batch while records fill it.</summary>
public abstract class ColumnDraft : IDisposable
{
    private readonly RecordMember _member;
    private readonly RecordDraft _record;
    private bool? _isMissing;                               // the first record tells

    private protected ColumnDraft(RecordMember member, RecordDraft record) => (_member, _record) = (member, record);

    /// <summary>Gives memory back.</summary>
    public abstract void Dispose();

    /// <summary>Whether no record has it.</summary>
    internal bool IsMissing => _isMissing == true;

    /// <summary>The column of so many entries; what comes then is of the next batch.</summary>
    internal abstract Column Take(ColumnSchema schema, int entryCount);

    /// <summary>Notes that a record has it.</summary>
    /// <exception cref="RootException">Those before have not.</exception>
    internal void Have()
    {
        if (_member.IsOptional && (_isMissing ??= false)) ThrowMixed("has a value", "was null");
    }

    /// <summary>Notes that a record has it not.</summary>
    /// <exception cref="RootException">Those before have, or each one must.</exception>
    internal void Lack()
    {
        if (!_member.IsOptional) ThrowNull();
        if (!(_isMissing ??= true)) ThrowMixed("is null", "had values");
    }

    /// <summary>Counts what a list holds.</summary>
    private protected void AddListBytes(long bytes) => _record.AddListBytes(bytes);

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

    [DoesNotReturn]
    private void ThrowNull() => throw Refuse(
        "is null: what is written is a list or a text, which may be empty. Of a nullable type (float[]?, string?) it may be null in all "
        + "entries");

    [DoesNotReturn]
    private void ThrowMixed(string found, string before) => throw Refuse(
        $"{found}, and {before} in those before: a column is there for all entries or for none. Give it a value in all of them");

    private RootException Refuse(string why) =>
        new($"Entry {_record.EntryCount}: {_member.MemberName} (column '{_member.Column}') {why}.");
}

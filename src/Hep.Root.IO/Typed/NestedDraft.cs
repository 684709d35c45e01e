using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO;

/// <summary>A column of lists of lists, or of texts, as generated code fills it.</summary>
/// <typeparam name="T">The type of a value.</typeparam>
public sealed class NestedDraft<T> : ColumnDraft where T : unmanaged
{
    private readonly GrowingMemory<T> _values = new();
    private readonly GrowingMemory<int> _outer = new();
    private readonly GrowingMemory<int> _inner = new();

    internal NestedDraft(RecordMember member, RecordDraft record) : base(member, record) => Begin();

    /// <summary>Adds the lists of an entry.</summary>
    public void Add(T[]?[]? lists)
    {
        if (!BeginEntry(lists)) return;
        foreach (T[]? list in lists)
        {
            if (list is null) ThrowNullElement();
            list.CopyTo(AddList(list.Length));
        }
        EndEntry();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _values.Dispose();
        _outer.Dispose();
        _inner.Dispose();
    }

    /// <summary>Begins an entry, unless its lists are null.</summary>
    internal bool BeginEntry([NotNullWhen(true)] Array? lists)
    {
        if (lists is null) Lack();
        else Have();
        return lists is not null;
    }

    /// <summary>Adds a list of the entry, which the caller fills.</summary>
    internal Span<T> AddList(int length)
    {
        AddListBytes((long)length * Unsafe.SizeOf<T>() + sizeof(int));
        Span<T> list = _values.Add(length);
        _inner.Append(_values.Count);
        return list;
    }

    /// <summary>Ends the entry.</summary>
    internal void EndEntry() => _outer.Append(_inner.Count - 1);

    internal override void Take(TakenColumns taken)
    {
        taken.Add(TakeAll(_values), TakeAll(_outer), TakeAll(_inner));
        Begin();
    }

    private void Begin()
    {
        _outer.Append(0);
        _inner.Append(0);
    }
}

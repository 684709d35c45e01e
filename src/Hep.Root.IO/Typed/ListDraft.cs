using System.Runtime.CompilerServices;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO;

/// <summary>A column of lists, or of texts, which are lists of UTF-8 bytes, as generated code fills it.</summary>
/// <typeparam name="T">The type of a value.</typeparam>
public sealed class ListDraft<T> : ColumnDraft where T : unmanaged
{
    private readonly GrowingMemory<T> _values = new();
    private readonly GrowingMemory<int> _offsets = new();
    private readonly int? _fixedLength;                     // a fixed shape has no offsets

    internal ListDraft(RecordMember member, RecordDraft record) : base(member, record)
    {
        if (FixedShape.Count > 0) _fixedLength = FixedShape.Aggregate(1, (length, size) => checked(length * size));
        else _offsets.Append(0);
    }

    /// <summary>Adds the list of an entry.</summary>
    public void Add(T[]? list)
    {
        if (list is null) Lack();
        else Add(list.AsMemory());
    }

    /// <summary>Adds the list of an entry.</summary>
    public void Add(ReadOnlyMemory<T> list) => list.Span.CopyTo(AddList(list.Length));

    /// <inheritdoc/>
    public override void Dispose()
    {
        _values.Dispose();
        _offsets.Dispose();
    }

    /// <summary>Adds a list of an entry, which the caller fills.</summary>
    internal Span<T> AddList(int length)
    {
        Have();
        if (_fixedLength is { } expected && length != expected) ThrowUnfit(length);
        AddListBytes((long)length * Unsafe.SizeOf<T>());
        Span<T> list = _values.Add(length);
        if (_fixedLength is null) _offsets.Append(_values.Count);
        return list;
    }

    internal override void Take(TakenColumns taken)
    {
        if (_fixedLength is not null)
        {
            taken.Add(TakeAll(_values));
            return;
        }
        taken.Add(TakeAll(_values), TakeAll(_offsets));
        _offsets.Append(0);
    }
}

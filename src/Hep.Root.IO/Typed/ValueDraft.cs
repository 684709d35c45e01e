using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO;

/// <summary>A column of one value an entry, as generated code fills it.</summary>
/// <typeparam name="T">The type of a value.</typeparam>
public sealed class ValueDraft<T> : ColumnDraft where T : unmanaged
{
    private readonly GrowingMemory<T> _values = new();

    internal ValueDraft(RecordMember member, RecordDraft record) : base(member, record) { }

    /// <summary>Adds the value of an entry.</summary>
    public void Add(T value) => _values.Append(value);

    /// <summary>Adds the value of an entry, if it has one.</summary>
    public void Add(T? value)
    {
        if (value is not { } known)
        {
            Lack();
            return;
        }
        Have();
        _values.Append(known);
    }

    /// <inheritdoc/>
    public override void Dispose() => _values.Dispose();

    internal override void Take(TakenColumns taken) => taken.Add(TakeAll(_values));
}

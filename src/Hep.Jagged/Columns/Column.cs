using System.Text;

namespace Hep.Jagged;

/// <summary>
/// The values of one name over the entries of a batch. Flat, fixed-shape, jagged and doubly jagged data are one type:
/// a list of values, and for each variable level offsets into the level below.
/// </summary>
public abstract class Column : IDisposable
{
    private readonly SharedMemory<int>[] _offsets;

    private protected Column(ColumnSchema schema, int entryCount, SharedMemory<int>[] offsets)
    {
        Schema = schema;
        EntryCount = entryCount;
        _offsets = offsets;
    }

    /// <summary>Name, type and levels.</summary>
    public ColumnSchema Schema { get; }

    /// <summary>The name.</summary>
    public string Name => Schema.Name;

    /// <summary>What one value is.</summary>
    public ElementType Type => Schema.Type;

    /// <summary>The number of entries.</summary>
    public int EntryCount { get; }

    /// <summary>The number of values over all entries; for text and bytes, of characters.</summary>
    public abstract int ValueCount { get; }

    /// <summary>
    /// Where the elements of each parent lie in the level below: n + 1 ascending numbers from 0 for n flattened parents.
    /// Level 0 is the outermost variable level; for text and bytes the last level is that of the characters.
    /// </summary>
    public ReadOnlySpan<int> Offsets(int level) => _offsets[level].Span;

    /// <summary>The same offsets as memory, for consumers that keep them across an await; valid until the column is disposed.</summary>
    public ReadOnlyMemory<int> OffsetsAsMemory(int level) => _offsets[level].Memory;

    /// <summary>Whether the outermost variable level of both columns is the same memory: columns of one collection.</summary>
    public bool SharesOffsetsWith(Column other) =>
        _offsets.Length > 0 && other._offsets.Length > 0 && _offsets[0].IsSameAs(other._offsets[0]);

    /// <summary>A flat column: one value an entry.</summary>
    public static Column<T> Create<T>(string name, params ReadOnlySpan<T> values) where T : unmanaged =>
        new(new ColumnSchema(name, ElementTypes.Of<T>()), values.Length, SharedMemory<T>.Copy(values));

    /// <summary>A jagged column: a list of values an entry.</summary>
    public static Column<T> CreateJagged<T>(string name, params IReadOnlyList<T[]> entries) where T : unmanaged
    {
        SharedMemory<int> offsets = OffsetsOf(entries, entry => entry.Length);
        SharedMemory<T> values = SharedMemory<T>.Rent(offsets.Span[^1]);
        for (int i = 0; i < entries.Count; i++) entries[i].CopyTo(values.Span[offsets.Span[i]..]);
        return new Column<T>(new ColumnSchema(name, ElementTypes.Of<T>(), Dimension.Variable), entries.Count, values, offsets);
    }

    /// <summary>A column of text: one string an entry.</summary>
    public static Column<byte> CreateText(string name, params IReadOnlyList<string> entries)
    {
        SharedMemory<int> offsets = OffsetsOf(entries, Encoding.UTF8.GetByteCount);
        SharedMemory<byte> characters = SharedMemory<byte>.Rent(offsets.Span[^1]);
        for (int i = 0; i < entries.Count; i++) Encoding.UTF8.GetBytes(entries[i], characters.Span[offsets.Span[i]..]);
        return new Column<byte>(new ColumnSchema(name, ElementType.String), entries.Count, characters, offsets);
    }

    /// <summary>The text at a place of a column of strings: of an entry where there is no variable level.</summary>
    /// <exception cref="PipelineException">The column does not hold text.</exception>
    public string GetText(int index)
    {
        if (!Type.HasCharacters || this is not Column<byte> text)
            throw new PipelineException($"Column '{Name}' holds {Type.Name}, not text.");
        ReadOnlySpan<int> characters = Offsets(Schema.OffsetLevels - 1);
        return Encoding.UTF8.GetString(text.Values[characters[index]..characters[index + 1]]);
    }

    /// <summary>
    /// What an entry has, as text for people: a number with six digits, a text as it is, lists in brackets, <c>[41.2, 30.5, … 3 more]</c>.
    /// </summary>
    /// <param name="entry">Which one.</param>
    /// <param name="elements">How many elements of a list are shown.</param>
    public string ToText(int entry, int elements = 6)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)entry, (uint)EntryCount, nameof(entry));
        ArgumentOutOfRangeException.ThrowIfNegative(elements);
        return EntryText.Of(this, entry, elements);
    }

    /// <summary>
    /// Takes over the outermost offsets of another column where both say the same: the two are one collection by reference then.
    /// </summary>
    public bool TryShareOffsets(Column other)
    {
        if (_offsets.Length == 0 || other._offsets.Length == 0) return false;
        if (SharesOffsetsWith(other)) return true;
        if (!Offsets(0).SequenceEqual(other.Offsets(0))) return false;
        _offsets[0].Dispose();
        _offsets[0] = other._offsets[0].Share();
        return true;
    }

    /// <summary>Another column over the same memory, under another name if one is given.</summary>
    public abstract Column Share(string? name = null);

    /// <summary>Another column over the same memory, under another name or with another counter.</summary>
    /// <exception cref="ArgumentException">The schema has another type or other levels.</exception>
    public abstract Column ShareAs(ColumnSchema schema);

    /// <summary>
    /// Entries <paramref name="start"/> to <paramref name="start"/> + <paramref name="count"/>; values are shared, not copied.
    /// </summary>
    public Column Slice(int start, int count) => Slice(start, count, new OffsetsMemo());

    /// <summary>The entries at these places, in this order; a place may occur more than once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A place is not one of this column's.</exception>
    public Column Take(ReadOnlySpan<int> entries)
    {
        using OffsetsMemo memo = new();
        return Take([this], entries, memo);
    }

    /// <summary>The entries of columns of one type and shape, one column after the other, under the first one's name.</summary>
    /// <exception cref="ArgumentException">There is none, or types or levels differ.</exception>
    public static Column Concat(params IReadOnlyList<Column> columns) => Concat(columns, new OffsetsMemo());

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        foreach (SharedMemory<int> offsets in _offsets) offsets.Dispose();
        DisposeValues();
        GC.SuppressFinalize(this);
    }

    internal abstract Column Slice(int start, int count, OffsetsMemo memo);

    /// <summary>The entries at these places of columns that follow each other, of one type and shape; this is the first.</summary>
    internal abstract Column Take(Column[] columns, ReadOnlySpan<int> entries, OffsetsMemo memo);

    internal static Column Concat(IReadOnlyList<Column> columns, OffsetsMemo memo)
    {
        ArgumentOutOfRangeException.ThrowIfZero(columns.Count, nameof(columns));
        foreach (Column column in columns)
            if (column.Type != columns[0].Type || !column.Schema.Dimensions.AsSpan().SequenceEqual(columns[0].Schema.Dimensions.AsSpan()))
                throw new ArgumentException($"Column '{column.Schema}' does not continue '{columns[0].Schema}'.", nameof(columns));
        return columns.Count == 1 ? columns[0].Share() : columns[0].ConcatWith(columns, memo);
    }

    internal SharedMemory<int> OffsetsMemory(int level) => _offsets[level];

    /// <summary>Counts the memory of offsets and values.</summary>
    internal void CountMemory(MemoryCount count)
    {
        foreach (SharedMemory<int> offsets in _offsets) count.Add(offsets);
        CountValues(count);
    }

    /// <summary>The bytes of one value.</summary>
    internal abstract int ValueBytes { get; }

    private protected abstract void CountValues(MemoryCount count);

    private protected abstract Column ConcatWith(IReadOnlyList<Column> columns, OffsetsMemo memo);

    private protected abstract void DisposeValues();

    private static SharedMemory<int> OffsetsOf<TEntry>(IReadOnlyList<TEntry> entries, Func<TEntry, int> length)
    {
        SharedMemory<int> offsets = SharedMemory<int>.Rent(entries.Count + 1);
        offsets.Span[0] = 0;
        for (int i = 0; i < entries.Count; i++) offsets.Span[i + 1] = checked(offsets.Span[i] + length(entries[i]));
        return offsets;
    }
}

using System.Runtime.CompilerServices;

namespace Hep.Jagged;

/// <summary>A column whose values are of type <typeparamref name="T"/>; text and bytes are columns of <see cref="byte"/>.</summary>
public sealed class Column<T> : Column where T : unmanaged
{
    private readonly SharedMemory<T> _values;

    /// <summary>Makes a column, which takes over the handles.</summary>
    /// <param name="schema">Name, type and levels.</param>
    /// <param name="entryCount">The number of entries.</param>
    /// <param name="values">The values of all entries, in order.</param>
    /// <param name="offsets">
    /// For each variable level, outermost first, n + 1 ascending numbers from 0; for text and bytes one more level for the characters.
    /// </param>
    /// <exception cref="ArgumentException">Type, levels, offsets and values do not fit together.</exception>
    public Column(ColumnSchema schema, int entryCount, SharedMemory<T> values, params SharedMemory<int>[] offsets)
        : base(schema, entryCount, offsets)
    {
        if (schema.Type != ElementTypes.Of<T>() && !(schema.Type.HasCharacters && typeof(T) == typeof(byte)))
            throw new ArgumentException(
                $"Column '{schema.Name}' is of {schema.Type.Name}, its values are {typeof(T).Name}.", nameof(values));
        if (offsets.Length != schema.OffsetLevels)
            throw new ArgumentException(
                $"Column '{schema.Name}' has {schema.OffsetLevels} levels of offsets, {offsets.Length} were given.", nameof(offsets));
        _values = values;
        int expected = ColumnLayout.CountValues(this);
        if (expected != values.Length)
            throw new ArgumentException($"Column '{schema.Name}' needs {expected} values for its {entryCount} entries, "
                + $"{values.Length} were given.", nameof(values));
    }

    private Column(ColumnSchema schema, int entryCount, SharedMemory<int>[] offsets, SharedMemory<T> values)
        : base(schema, entryCount, offsets) => _values = values;

    /// <summary>A column of parts that are known to fit each other: made list by list, or cut from a column.</summary>
    internal static Column<T> OfFitting(ColumnSchema schema, int entryCount, SharedMemory<T> values, params SharedMemory<int>[] offsets) =>
        new(schema, entryCount, offsets, values);

    /// <summary>All values, entry after entry; valid until the column is disposed.</summary>
    public ReadOnlySpan<T> Values => _values.Span;

    /// <summary>The values as memory, for consumers that keep it across an await; valid until the column is disposed.</summary>
    public ReadOnlyMemory<T> Memory => _values.Memory;

    /// <inheritdoc/>
    public override int ValueCount => _values.Length;

    /// <summary>
    /// The values of one entry: one, those of its fixed shape, or its list where there is one variable level (for text, its characters).
    /// </summary>
    /// <exception cref="InvalidOperationException">The column has more than one level of offsets.</exception>
    public ReadOnlySpan<T> this[int entry]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)entry, (uint)EntryCount, nameof(entry));
            (int start, int count) = ColumnLayout.ValuesOf(this, entry);
            return Values.Slice(start, count);
        }
    }

    /// <inheritdoc/>
    public override Column<T> Share(string? name = null) => ShareAs(name is null ? Schema : Schema with { Name = name });

    /// <inheritdoc/>
    public override Column<T> ShareAs(ColumnSchema schema)
    {
        if (schema.Type != Type || !schema.Dimensions.AsSpan().SequenceEqual(Schema.Dimensions.AsSpan()))
            throw new ArgumentException($"Column '{Schema}' cannot be shared as '{schema}'.", nameof(schema));
        SharedMemory<int>[] offsets = new SharedMemory<int>[Schema.OffsetLevels];
        for (int level = 0; level < offsets.Length; level++) offsets[level] = OffsetsMemory(level).Share();
        return OfFitting(schema, EntryCount, _values.Share(), offsets);
    }

    internal override Column<T> Slice(int start, int count, OffsetsMemo memo)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start, (uint)EntryCount, nameof(start));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(EntryCount - start), nameof(count));
        SharedMemory<int>[] offsets = ColumnLayout.Slice(this, start, count, memo, out int valueStart, out int valueCount);
        return OfFitting(Schema, count, _values.Share(valueStart, valueCount), offsets);
    }

    internal override Column<T> Take(Column[] columns, ReadOnlySpan<int> entries, OffsetsMemo memo)
    {
        // What is joined comes into memory that the column before gave back: it is read at random from the cache.
        using SharedMemory<T> all = Join(columns, out int entryCount);
        if (Schema.OffsetLevels == 0) return OfFitting(Schema, entries.Length, Ranges.Gather<T>(all.Span, entries, entryCount));
        if (Schema.OffsetLevels == 1 && Schema.Dimensions is [{ IsVariable: true }])
        {
            (SharedMemory<int> lists, Ranges elements) = memo.Lists(ColumnLayout.OffsetsOf(columns, 0), entries);
            return OfFitting(Schema, entries.Length, Gather(elements), lists);
        }
        using Column whole = Concat(columns, new OffsetsMemo());
        using Ranges ranges = Ranges.Of(entries, entryCount);
        SharedMemory<int>[] offsets = ColumnLayout.Take(whole, columns, entries, ranges, memo);
        return OfFitting(Schema, entries.Length, Gather(ranges), offsets);

        SharedMemory<T> Gather(Ranges runs)
        {
            SharedMemory<T> values = SharedMemory<T>.Rent(runs.Total);
            runs.Gather(all.Span, values.Span);
            return values;
        }
    }

    internal override int ValueBytes => Unsafe.SizeOf<T>();

    private protected override void CountValues(MemoryCount count) => count.Add(_values);

    internal SharedMemory<T> ShareValues() => _values.Share();

    private protected override Column<T> ConcatWith(IReadOnlyList<Column> columns, OffsetsMemo memo)
    {
        SharedMemory<T> values = Join(columns, out int entryCount);
        return OfFitting(Schema, entryCount, values, ColumnLayout.Concat(columns, memo));
    }

    private static SharedMemory<T> Join(IReadOnlyList<Column> columns, out int entryCount)
    {
        entryCount = columns[0].EntryCount;
        if (columns.Count == 1) return ((Column<T>)columns[0])._values.Share();
        int total = entryCount = 0;
        foreach (Column column in columns)
        {
            total = checked(total + column.ValueCount);
            entryCount = checked(entryCount + column.EntryCount);
        }
        SharedMemory<T> values = SharedMemory<T>.Rent(total);
        Span<T> to = values.Span;
        foreach (Column column in columns)
        {
            ((Column<T>)column).Values.CopyTo(to);
            to = to[column.ValueCount..];
        }
        return values;
    }

    private protected override void DisposeValues() => _values.Dispose();
}

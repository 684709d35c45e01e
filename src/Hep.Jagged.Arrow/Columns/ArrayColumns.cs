using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Hep.Jagged.Arrow;

/// <summary>
/// Walks an Arrow array from its entries down to its values, and makes a column of what they reach. No length, offset or bit of the
/// array is believed.
/// </summary>
internal ref struct ArrayColumns
{
    private readonly ColumnSchema _schema;
    private readonly SharedMemory<int>[] _offsets;
    private ArrayData _data;
    private int _start;                                  // the first element reached, counted from the start of the buffers
    private int _count;
    private int _level;

    private ArrayColumns(ColumnSchema schema, ArrayData data)
    {
        _schema = schema;
        _offsets = new SharedMemory<int>[schema.OffsetLevels];
        _data = data;
    }

    /// <summary>The column of an array.</summary>
    /// <param name="schema">What its field describes.</param>
    /// <param name="entryCount">The number of entries that the record batch has.</param>
    /// <param name="data">The array.</param>
    /// <exception cref="PipelineException">The array holds nulls, or does not fit its field or itself.</exception>
    public static Column Make(ColumnSchema schema, int entryCount, ArrayData data)
    {
        if (data.Length != entryCount)
            throw new PipelineException($"Column '{schema.Name}' has {data.Length} entries, the record batch {entryCount}.");
        ArrayColumns walk = new(schema, data);
        walk.Enter(data, 0, entryCount);
        foreach (Dimension dimension in schema.Dimensions) walk.Descend(dimension);
        walk.Require(ArrowTypes.ToElement(walk._data.DataType) == schema.Type);
        walk.RefuseNulls();
        return walk.Column(entryCount);
    }

    private void Enter(ArrayData data, int start, int count)
    {
        _data = data;
        long first = (long)data.Offset + start;
        if (data.Offset < 0 || start > data.Length - count || first + count > int.MaxValue)
            throw Broken($"{start} to {start + (long)count} of {data.Length} elements from {data.Offset} on are asked for");
        (_start, _count) = ((int)first, count);
    }

    private void Descend(Dimension dimension)
    {
        Require(dimension.IsVariable ? _data.DataType is ListType or LargeListType : _data.DataType is FixedSizeListType);
        RefuseNulls();
        if (_data.Children is not [{ } child]) throw Broken("a list has no elements");
        if (dimension.IsVariable)
        {
            int first = TakeOffsets(child.Length);
            Enter(child, first, _offsets[_level - 1].Span[^1]);
            return;
        }
        if (((FixedSizeListType)_data.DataType).ListSize != dimension.Size || ((long)_start + _count) * dimension.Size > child.Length)
            throw Broken($"its lists of {dimension.Size} are not there");
        Enter(child, _start * dimension.Size, _count * dimension.Size);
    }

    // The offsets of the elements reached, from 0 again; what they counted from is returned.
    private int TakeOffsets(int elements)
    {
        ReadOnlyMemory<byte> buffer = Buffer(1);
        if (_count == 0 && buffer.IsEmpty)                // the format lets empty arrays go without
        {
            _offsets[_level++] = SharedMemory<int>.Copy([0]);
            return 0;
        }
        if (ArrowTypes.HasLongOffsets(_data.DataType)) return TakeLongOffsets(Elements<long>(buffer.Span, _count + 1L), elements);
        ReadOnlySpan<int> stored = Elements<int>(buffer.Span, _count + 1L);
        int first = stored[0];
        if (first < 0 || stored[^1] > elements || !ColumnLayout.IsAscending(stored)) throw OffsetsBroken(elements);
        if (first == 0 && SharedBytes<int>.TryShare(buffer, _start, stored.Length, out SharedMemory<int>? shared))
        {
            _offsets[_level++] = shared;
            return 0;
        }
        SharedMemory<int> offsets = SharedMemory<int>.Rent(stored.Length);
        _offsets[_level++] = offsets;
        TensorPrimitives.Subtract(stored, first, offsets.Span);
        return first;
    }

    private int TakeLongOffsets(ReadOnlySpan<long> stored, int elements)
    {
        long first = stored[0];
        if (first < 0 || stored[^1] > elements) throw OffsetsBroken(elements);
        SharedMemory<int> offsets = SharedMemory<int>.Rent(stored.Length);
        _offsets[_level++] = offsets;
        Span<int> narrow = offsets.Span;
        for (int i = 0; i < narrow.Length; i++)
        {
            long offset = stored[i];
            if (offset < first || offset > elements) throw OffsetsBroken(elements);          // no int need hold it
            narrow[i] = (int)(offset - first);
        }
        return ColumnLayout.IsAscending(narrow) ? (int)first : throw OffsetsBroken(elements);
    }

    private Column Column(int entryCount) => _schema.Type switch
    {
        ElementType.Bool => Hep.Jagged.Column<bool>.OfFitting(_schema, entryCount, Truths(), _offsets),
        ElementType.Int8 => Column<sbyte>(entryCount),
        ElementType.Int16 => Column<short>(entryCount),
        ElementType.Int32 => Column<int>(entryCount),
        ElementType.Int64 => Column<long>(entryCount),
        ElementType.UInt8 => Column<byte>(entryCount),
        ElementType.UInt16 => Column<ushort>(entryCount),
        ElementType.UInt32 => Column<uint>(entryCount),
        ElementType.UInt64 => Column<ulong>(entryCount),
        ElementType.Float32 => Column<float>(entryCount),
        ElementType.Float64 => Column<double>(entryCount),
        _ => Hep.Jagged.Column<byte>.OfFitting(_schema, entryCount, Characters(), _offsets),
    };

    private Column<T> Column<T>(int entryCount) where T : unmanaged =>
        Hep.Jagged.Column<T>.OfFitting(_schema, entryCount, Values<T>(Buffer(1)), _offsets);

    private SharedMemory<T> Values<T>(ReadOnlyMemory<byte> buffer) where T : unmanaged
    {
        ReadOnlySpan<T> stored = Elements<T>(buffer.Span, _count);
        return SharedBytes<T>.TryShare(buffer, _start, _count, out SharedMemory<T>? shared) ? shared : SharedMemory<T>.Copy(stored);
    }

    private SharedMemory<bool> Truths()
    {
        ReadOnlySpan<byte> bits = Buffer(1).Span;
        if (((long)_start + _count + 7) / 8 > bits.Length) throw TooShort(bits.Length);
        return Bits.Unpack(bits, _start, _count);
    }

    private SharedMemory<byte> Characters()
    {
        ReadOnlyMemory<byte> characters = Buffer(2);
        int first = TakeOffsets(characters.Length);
        (_start, _count) = (first, _offsets[_level - 1].Span[^1]);
        return Values<byte>(characters);
    }

    // So many elements of a buffer from the first one reached.
    private readonly ReadOnlySpan<T> Elements<T>(ReadOnlySpan<byte> buffer, long count) where T : unmanaged
    {
        long size = Unsafe.SizeOf<T>();
        if ((_start + count) * size > buffer.Length) throw TooShort(buffer.Length);
        return MemoryMarshal.Cast<byte, T>(buffer.Slice((int)(_start * size), (int)(count * size)));
    }

    private readonly ReadOnlyMemory<byte> Buffer(int index) =>
        _data.Buffers is { } buffers && index < buffers.Length ? buffers[index].Memory : throw Broken($"it lacks buffer {index}");

    private readonly void RefuseNulls()
    {
        if (_data.NullCount == 0) return;
        ReadOnlySpan<byte> valid = Buffer(0).Span;
        if (valid.IsEmpty && _data.NullCount < 0) return;
        if (((long)_start + _count + 7) / 8 > valid.Length) throw TooShort(valid.Length);
        int nulls = _count - BitUtility.CountBits(valid, _start, _count);
        if (nulls > 0)
            throw new PipelineException($"Column '{_schema.Name}' holds {nulls} nulls, which a column cannot: fill them with a value, "
                + "drop their rows, or make an optional value a list of none or one.");
    }

    private readonly void Require(bool fits)
    {
        if (!fits) throw Broken($"its field says {_schema}, its array is of the Arrow type {_data.DataType.Name}");
    }

    private readonly PipelineException OffsetsBroken(int elements) =>
        Broken($"its offsets do not ascend from 0 to the {elements} elements of its lists");

    private readonly PipelineException TooShort(int bytes) =>
        Broken($"a buffer of {bytes} bytes is too short for elements {_start} to {_start + (long)_count}");

    private readonly PipelineException Broken(string what) =>
        new($"Column '{_schema.Name}' is no sound Arrow array: {what}. Its writer has to be mended.");
}

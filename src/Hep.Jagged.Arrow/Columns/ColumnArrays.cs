using Apache.Arrow;
using Apache.Arrow.Types;

namespace Hep.Jagged.Arrow;

/// <summary>Lays a column out as an Arrow array: the same offsets and values, shared; truth values are packed.</summary>
/// <param name="column">The column.</param>
/// <param name="handles">Gets the handles on the column's memory that the array needs.</param>
internal readonly struct ColumnArrays(Column column, List<IDisposable> handles)
{
    /// <summary>The array of a column whose field has this type.</summary>
    /// <exception cref="PipelineException">A buffer would pass 2 GiB.</exception>
    public IArrowArray Make(IArrowType type) => ArrowArrayFactory.BuildArray(Level(type, 0, 0, column.EntryCount));

    private ArrayData Level(IArrowType type, int dimension, int offsets, int length)
    {
        if (dimension == column.Schema.Dimensions.Length) return Values(type, offsets, length);
        Dimension here = column.Schema.Dimensions[dimension];
        IArrowType below = ((NestedType)type).Fields[0].DataType;
        return here.IsVariable
            ? Array(type, length, [ArrowBuffer.Empty, Offsets(offsets)],
                Level(below, dimension + 1, offsets + 1, column.Offsets(offsets)[^1]))
            : Array(type, length, [ArrowBuffer.Empty], Level(below, dimension + 1, offsets, length * here.Size));
    }

    private ArrayData Values(IArrowType type, int offsets, int length) =>
        Array(type, length, column.Type.HasCharacters
            ? [ArrowBuffer.Empty, Offsets(offsets), Values()]
            : [ArrowBuffer.Empty, Values()]);

    private static ArrayData Array(IArrowType type, int length, ArrowBuffer[] buffers, params ArrayData[] children) =>
        new(type, length, nullCount: 0, offset: 0, buffers, children);

    private ArrowBuffer Offsets(int level) => Buffer(column.OffsetsMemory(level).Share());

    private ArrowBuffer Values() => column switch
    {
        Column<bool> c => Buffer(Bits.Pack(c.Values)),
        Column<sbyte> c => Buffer(c.ShareValues()),
        Column<short> c => Buffer(c.ShareValues()),
        Column<int> c => Buffer(c.ShareValues()),
        Column<long> c => Buffer(c.ShareValues()),
        Column<byte> c => Buffer(c.ShareValues()),
        Column<ushort> c => Buffer(c.ShareValues()),
        Column<uint> c => Buffer(c.ShareValues()),
        Column<ulong> c => Buffer(c.ShareValues()),
        Column<float> c => Buffer(c.ShareValues()),
        Column<double> c => Buffer(c.ShareValues()),
        _ => throw new NotSupportedException($"{column.Schema}"),
    };

    private ArrowBuffer Buffer<T>(SharedMemory<T> memory) where T : unmanaged
    {
        SharedBytes<T> bytes = new(memory);
        handles.Add(bytes);
        RequireBytes(column.Name, (long)memory.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>());
        return new ArrowBuffer(bytes.Memory);
    }

    /// <summary>Refuses what no buffer of Arrow's .NET library holds.</summary>
    internal static void RequireBytes(string column, long bytes)
    {
        if (bytes > int.MaxValue)
            throw new PipelineException($"Column '{column}' needs {bytes} bytes in one Arrow buffer, which holds {int.MaxValue} at most: "
                + "make batches of fewer entries, with Rebatch or ReadOptions.BatchSize.");
    }
}

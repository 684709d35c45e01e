using Hep.Jagged;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>What is done with values of a type that is known only once the metadata are read.</summary>
internal abstract class ValueTypes
{
    private static readonly Dictionary<ElementType, ValueTypes> Table = new()
    {
        [ElementType.Bool] = new Of<bool>(), [ElementType.Int8] = new Of<sbyte>(), [ElementType.Int16] = new Of<short>(),
        [ElementType.Int32] = new Of<int>(), [ElementType.Int64] = new Of<long>(), [ElementType.UInt8] = new Of<byte>(),
        [ElementType.UInt16] = new Of<ushort>(), [ElementType.UInt32] = new Of<uint>(), [ElementType.UInt64] = new Of<ulong>(),
        [ElementType.Float32] = new Of<float>(), [ElementType.Float64] = new Of<double>(),
        [ElementType.String] = new Of<byte>(), [ElementType.Bytes] = new Of<byte>(),
    };

    /// <summary>Those of a type.</summary>
    public static ValueTypes For(ElementType type) => Table[type];

    /// <summary>Whether a column can hold them.</summary>
    public abstract bool CanRead(StoredColumn column);

    /// <summary>A column of them.</summary>
    public abstract Column NewColumn(ColumnSchema schema, int entryCount, IDisposable values, SharedMemory<int>[] offsets);

    /// <summary>Reads them.</summary>
    public abstract ColumnReader NewReader(ReaderPlace place);

    private sealed class Of<T> : ValueTypes where T : unmanaged
    {
        public override bool CanRead(StoredColumn column) => PageDecoders.Values<T>(column) is not null;

        public override Column NewColumn(ColumnSchema schema, int entryCount, IDisposable values, SharedMemory<int>[] offsets) =>
            Column<T>.OfFitting(schema, entryCount, ((SharedMemory<T>)values).Share(), offsets);

        public override ColumnReader NewReader(ReaderPlace place) => new ValueReader<T>(place);
    }
}

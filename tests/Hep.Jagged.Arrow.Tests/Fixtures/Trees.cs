using Apache.Arrow;
using Hep.Jagged.Tests;

namespace Hep.Jagged.Arrow.Tests;

/// <summary>What columns and arrays hold, as the nested arrays a reader would draw: told by each library for itself.</summary>
internal static class Trees
{
    public static object[] Of(Column column) => column switch
    {
        Column<bool> c => ColumnTree.Entries(c),
        Column<sbyte> c => ColumnTree.Entries(c),
        Column<short> c => ColumnTree.Entries(c),
        Column<int> c => ColumnTree.Entries(c),
        Column<long> c => ColumnTree.Entries(c),
        Column<byte> c => ColumnTree.Entries(c),
        Column<ushort> c => ColumnTree.Entries(c),
        Column<uint> c => ColumnTree.Entries(c),
        Column<ulong> c => ColumnTree.Entries(c),
        Column<float> c => ColumnTree.Entries(c),
        Column<double> c => ColumnTree.Entries(c),
        _ => throw new NotSupportedException(),
    };

    public static object[][] Of(EntryBatch batch) => [.. batch.Columns.Select(Of)];

    public static object[][] Of(RecordBatch batch) => [.. batch.Arrays.Select(Of)];

    public static object[] Of(IArrowArray array) => [.. Enumerable.Range(0, array.Length).Select(i => Element(array, i))];

    private static object Element(IArrowArray array, int i) => array switch
    {
        ListArray a => Of(a.GetSlicedValues(i)),
        FixedSizeListArray a => Of(a.GetSlicedValues(i)),
        BinaryArray a => System.Array.ConvertAll(a.GetBytes(i).ToArray(), b => (object)b),      // text is one of these
        BooleanArray a => a.GetValue(i)!,
        Int8Array a => a.GetValue(i)!,
        Int16Array a => a.GetValue(i)!,
        Int32Array a => a.GetValue(i)!,
        Int64Array a => a.GetValue(i)!,
        UInt8Array a => a.GetValue(i)!,
        UInt16Array a => a.GetValue(i)!,
        UInt32Array a => a.GetValue(i)!,
        UInt64Array a => a.GetValue(i)!,
        FloatArray a => a.GetValue(i)!,
        DoubleArray a => a.GetValue(i)!,
        _ => throw new NotSupportedException($"{array}"),
    };
}

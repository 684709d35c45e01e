using System.Runtime.InteropServices;
using Hep.Jagged;

namespace Hep.Root.IO.Tests;

/// <summary>The values of a column as bytes, whatever type they have: NaN is compared as it is stored.</summary>
internal static class ColumnBytes
{
    public static ReadOnlySpan<byte> Of(Column column) => column switch
    {
        Column<bool> c => MemoryMarshal.AsBytes(c.Values),
        Column<sbyte> c => MemoryMarshal.AsBytes(c.Values),
        Column<byte> c => c.Values,
        Column<short> c => MemoryMarshal.AsBytes(c.Values),
        Column<ushort> c => MemoryMarshal.AsBytes(c.Values),
        Column<int> c => MemoryMarshal.AsBytes(c.Values),
        Column<uint> c => MemoryMarshal.AsBytes(c.Values),
        Column<long> c => MemoryMarshal.AsBytes(c.Values),
        Column<ulong> c => MemoryMarshal.AsBytes(c.Values),
        Column<float> c => MemoryMarshal.AsBytes(c.Values),
        Column<double> c => MemoryMarshal.AsBytes(c.Values),
        _ => throw new NotSupportedException(column.Schema.ToString()),
    };
}

using Hep.Jagged;

namespace Hep.Inference.Server.Protocols.Events;

/// <summary>Picks the builder for what a column holds.</summary>
internal static class ColumnBuilders
{
    public static ColumnBuilder Create(ColumnSchema column) => column.Type switch
    {
        ElementType.Bool => new NumberColumnBuilder<bool>(column),
        ElementType.Int8 => new NumberColumnBuilder<sbyte>(column),
        ElementType.Int16 => new NumberColumnBuilder<short>(column),
        ElementType.Int32 => new NumberColumnBuilder<int>(column),
        ElementType.Int64 => new NumberColumnBuilder<long>(column),
        ElementType.UInt8 => new NumberColumnBuilder<byte>(column),
        ElementType.UInt16 => new NumberColumnBuilder<ushort>(column),
        ElementType.UInt32 => new NumberColumnBuilder<uint>(column),
        ElementType.UInt64 => new NumberColumnBuilder<ulong>(column),
        ElementType.Float32 => new NumberColumnBuilder<float>(column),
        ElementType.Float64 => new NumberColumnBuilder<double>(column),
        _ => new TextColumnBuilder(column),
    };
}

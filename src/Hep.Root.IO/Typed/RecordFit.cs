using System.Collections.Immutable;
using Hep.Jagged;
using Hep.Root.IO.Datasets;

namespace Hep.Root.IO;

/// <summary>Which columns a member of a record can hold, and which C# type holds a column.</summary>
internal static class RecordFit
{
    /// <summary>Whether a member holds the values of a column, all of them and exactly.</summary>
    public static bool Holds(RecordMember member, ColumnSchema column) =>
        ShapeOf(column) is { } shapes && shapes.Contains(member.Shape) && (member.Type == column.Type
        || column.Type == ElementType.Bytes && member.Type == ElementType.UInt8
        || TypePromotion.Common(column.Type, member.Type) == member.Type);

    /// <summary>The type of a member, as messages about columns spell it.</summary>
    public static string TypeOf(RecordMember member) => member.Shape switch
    {
        RecordShape.Value => member.Type.Name,
        RecordShape.List => $"a list of {member.Type.Name}",
        RecordShape.Nested => $"lists of lists of {member.Type.Name}",
        RecordShape.Text => "text",
        _ => "a list of texts",
    };

    /// <summary>What would be right.</summary>
    public static string Advice(ColumnSchema column) => CSharpTypeOf(column) is { } type ? $"declare it as {type}"
        : "no member can hold it, read it by ReadBatchesAsync without a record";

    /// <summary>The C# type that holds a column; null where none does.</summary>
    public static string? CSharpTypeOf(ColumnSchema column)
    {
        string element = column.Type switch
        {
            ElementType.Bool => "bool",
            ElementType.Int8 => "sbyte",
            ElementType.Int16 => "short",
            ElementType.Int32 => "int",
            ElementType.Int64 => "long",
            ElementType.UInt8 or ElementType.Bytes => "byte",
            ElementType.UInt16 => "ushort",
            ElementType.UInt32 => "uint",
            ElementType.UInt64 => "ulong",
            ElementType.Float32 => "float",
            ElementType.Float64 => "double",
            _ => "string",
        };
        return ShapeOf(column) switch
        {
            [RecordShape.Value, ..] or [RecordShape.Text, ..] => element,
            [RecordShape.List, ..] or [RecordShape.Texts, ..] => $"{element}[]",
            [RecordShape.Nested, ..] => $"{element}[][]",
            _ => null,
        };
    }

    // Fixed levels at the end are one list of their elements; bytes are a list themselves. The first shape is the plainest.
    private static RecordShape[] ShapeOf(ColumnSchema column)
    {
        ImmutableArray<Dimension> levels = column.Type == ElementType.Bytes ? column.Dimensions.Add(Dimension.Variable) : column.Dimensions;
        if (column.Type == ElementType.String) return levels.Length switch { 0 => [RecordShape.Text], 1 => [RecordShape.Texts], _ => [] };
        if (levels.IsEmpty) return [RecordShape.Value];
        bool isFixed = levels.All(d => !d.IsVariable);
        if (levels.Length == 1) return [RecordShape.List];
        bool isNested = levels.Length == 2 || levels.AsSpan()[1..].ToArray().All(d => !d.IsVariable);
        return isFixed ? isNested ? [RecordShape.List, RecordShape.Nested] : [RecordShape.List] : isNested ? [RecordShape.Nested] : [];
    }
}

using System.Collections.Immutable;
using Hep.Jagged;
using Hep.Root.IO.Datasets;

namespace Hep.Root.IO;

/// <summary>Which columns a member of a record can hold, and which C# type holds a column.</summary>
internal static class RecordFit
{
    /// <summary>Whether a member holds the values of a column, all of them and exactly.</summary>
    /// <param name="member">The member.</param>
    /// <param name="column">The column.</param>
    /// <param name="depth">In how many lists its record lies: so many of the column's levels are theirs.</param>
    public static bool Holds(RecordMember member, ColumnSchema column, int depth = 0) =>
        Below(column, depth) is { } own && ShapeOf(own) is { } shapes && shapes.Contains(member.Shape) && HasShape(member, own)
        && (member.Type == own.Type || own.Type == ElementType.Bytes && member.Type == ElementType.UInt8
            || TypePromotion.Common(own.Type, member.Type) == member.Type);

    /// <summary>The type of a member, as messages about columns spell it.</summary>
    public static string TypeOf(RecordMember member) => member.Shape switch
    {
        RecordShape.Value => member.Type.Name,
        RecordShape.List when member.FixedShape.Count > 0 => $"{member.Type.Name}{Sizes(member.FixedShape)}",
        RecordShape.List => $"a list of {member.Type.Name}",
        RecordShape.Nested => $"lists of lists of {member.Type.Name}",
        RecordShape.Text => "text",
        _ => "a list of texts",
    };

    /// <summary>What would be right.</summary>
    public static string Advice(RecordMember member, ColumnSchema column, int depth = 0)
    {
        if (Below(column, depth) is not { } own) return "it has no list for the records, declare it outside of them";
        if (CSharpTypeOf(own) is not { } type) return "no member can hold it, read it by ReadBatchesAsync without a record";
        if (HasShape(member, own)) return $"declare it as {type}";
        return own.Depth > 0 || own.Dimensions.IsEmpty ? $"declare it as {type}, without [RootShape]"
            : $"declare it as {type}, with [RootShape({string.Join(", ", own.Dimensions.Select(d => d.Size))})] or without";
    }

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

    // What of a column lies in the records of so many lists; null where it has fewer levels.
    private static ColumnSchema? Below(ColumnSchema column, int depth) => depth == 0 ? column
        : column.Dimensions.Length < depth ? null
        : new ColumnSchema(column.Name, column.Type, column.Dimensions.AsSpan()[depth..]);

    private static bool HasShape(RecordMember member, ColumnSchema column) =>
        member.FixedShape.Count == 0 || member.FixedShape.SequenceEqual(column.Dimensions.Select(d => d.Size));

    private static string Sizes(IReadOnlyList<int> shape) => string.Concat(shape.Select(size => $"[{size}]"));

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

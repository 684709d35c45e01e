using Apache.Arrow;
using Apache.Arrow.Types;

namespace Hep.Jagged.Arrow;

/// <summary>Descriptions of columns as Arrow fields, and back.</summary>
internal static class ArrowFields
{
    /// <summary>The key of a field's metadata below which the name of its counter stands.</summary>
    public const string CounterKey = "hep.counter";

    /// <summary>The field of a column: lists around its element type, none of which may be null.</summary>
    public static Field Of(ColumnSchema column)
    {
        IArrowType type = ArrowTypes.Of(column.Type);
        for (int i = column.Dimensions.Length - 1; i >= 0; i--)
        {
            Field item = new("item", type, nullable: false);
            type = column.Dimensions[i].IsVariable ? new ListType(item) : new FixedSizeListType(item, column.Dimensions[i].Size);
        }
        return new Field(column.Name, type, nullable: false, column.Counter is { } counter ? [new(CounterKey, counter)] : null);
    }

    /// <summary>The column that a field describes.</summary>
    /// <exception cref="PipelineException">It has no name, or a type that no column has.</exception>
    public static ColumnSchema ToColumn(Field field)
    {
        if (field.Name.Length == 0) throw new PipelineException("An Arrow field has no name, which a column needs: rename it.");
        List<Dimension> dimensions = [];
        IArrowType type = field.DataType;
        for (; type is ListType or LargeListType or FixedSizeListType; type = ((NestedType)type).Fields[0].DataType)
            dimensions.Add(type is FixedSizeListType list ? Dimension.Fixed(list.ListSize) : Dimension.Variable);
        ElementType element = ArrowTypes.ToElement(type) ?? throw new PipelineException(
            $"Column '{field.Name}' is of the Arrow type {type.Name}, which no column has: {ArrowTypes.AdviceFor(type)}.");
        return new ColumnSchema(field.Name, element, [.. dimensions]) { Counter = field.Metadata?.GetValueOrDefault(CounterKey) };
    }
}

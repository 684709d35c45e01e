using Hep.Jagged;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>Plans columns from C++ types: text and numbers, and collections of them to any depth, as nodes of one tree.</summary>
/// <param name="Node">What a value of the type is; its levels of offsets are numbered from the one asked for.</param>
/// <param name="Type">What the innermost values are.</param>
/// <param name="ListLevels">The number of collections around them.</param>
/// <param name="NewBuilder">Makes the column.</param>
internal sealed record TypePlanner(Node Node, ElementType Type, int ListLevels, Func<int, ColumnBuilder> NewBuilder)
{
    /// <summary>The nodes of a type whose outermost collection has that level of offsets; null where it is made of something else.</summary>
    public static TypePlanner? Of(CppType type, int level)
    {
        if (type.IsText) return new TypePlanner(new TextNode(level), ElementType.String, 0, levels => new ColumnBuilder<byte>(levels));
        if (type.Element is { } element)
            return Of(element, level + 1) is { } inner ? inner with { Node = new ListNode(level, inner.Node), ListLevels = inner.ListLevels + 1 } : null;
        return NumberOf(type) is { } number ? new TypePlanner(number.Item(), number.Type, 0, number.NewBuilder) : null;
    }

    /// <summary>A type that is a number; null where it is none.</summary>
    public static NumberFormat? NumberOf(CppType type) =>
        type.Arguments.Count > 0 ? null
        : type.Name == "Double32_t" ? NumberFormat.Double32(null)
        : BasicType.Find(type.Name) is { } basic ? NumberFormat.Of(basic.ElementType)
        : null;

    /// <summary>Entries that are one value.</summary>
    public ColumnPlan Plan(Node entry, string typeName) => Plan(entry, ListLevels, typeName, null);

    /// <summary>Entries that are the values of this type of all elements of a split collection: one list level more, told by <paramref name="counter"/>.</summary>
    public ColumnPlan PlanMembers(bool hasHeader, string typeName, Branch? counter) => Plan(new RestNode(hasHeader, Node), ListLevels + 1, typeName, counter);

    private ColumnPlan Plan(Node entry, int levels, string typeName, Branch? counter) => new()
    {
        Decoder = new NodeDecoder(entry, NewBuilder),
        Type = Type,
        Dimensions = [.. Enumerable.Repeat(Dimension.Variable, levels)],
        TypeName = typeName,
        CountsFrom = counter,
    };
}

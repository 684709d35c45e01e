using Hep.Jagged;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>How a column is to be decoded, before names are settled; or why it cannot be.</summary>
internal sealed record ColumnPlan
{
    private static readonly Dimension[] OneList = [Dimension.Variable];

    public ColumnDecoder? Decoder { get; init; }

    /// <summary>What follows the branch's name.</summary>
    public string Suffix { get; init; } = "";

    /// <summary>The place among the decoder's columns.</summary>
    public int Place { get; init; }

    public ElementType Type { get; init; }

    public Dimension[] Dimensions { get; init; } = [];

    /// <summary>The column that counts the elements of each entry.</summary>
    public CountingColumn? CountsFrom { get; init; }

    public int ElementBytes { get; init; }

    /// <summary>The column without whose values the entries cannot be decoded: it counts what stands in them.</summary>
    public CountingColumn? Needs { get; init; }

    public string TypeName { get; init; } = "";

    /// <summary>Why the column is bytes, or cannot be decoded at all.</summary>
    public string? Why { get; init; }

    /// <summary>A column that a branch's nodes fill.</summary>
    public static ColumnPlan Of(
        NodeDecoder decoder, int place, LeafSlot leaf, CountingColumn? countsFrom = null, CountingColumn? needs = null) => new()
    {
        Decoder = decoder,
        Place = place,
        Suffix = leaf.Name,
        Type = leaf.Type,
        Dimensions = leaf.Dimensions,
        TypeName = leaf.TypeName,
        CountsFrom = countsFrom,
        Needs = needs,
        Why = leaf.Why,
    };

    public static ColumnPlan Unreadable(string typeName, string why) => new() { TypeName = typeName, Why = why };

    /// <summary>The bytes of entries that cannot be decoded.</summary>
    public static ColumnPlan Bytes(string typeName, string why)
    {
        ColumnSlots slots = new();
        int bytes = slots.AddOffsets();
        int leaf = slots.AddText(LeafScope.Entry, bytes, typeName, ElementType.Bytes, why);
        return Of(new NodeDecoder(new RestBytesNode(leaf, bytes), slots), leaf, slots.Leaves[leaf]);
    }

    /// <summary>The same number of values in every entry.</summary>
    public static ColumnPlan Fixed(NumberFormat format, int[] shape, string typeName)
    {
        if (ValueShape.CountOf(shape, format.Width) is not { } count) return TooLarge(shape, typeName);
        return new ColumnPlan
        {
            Decoder = format.Fixed(count),
            Type = format.Type,
            Dimensions = FixedLevels(shape),
            TypeName = typeName,
        };
    }

    /// <summary>A list of elements, each of a fixed shape, in every entry.</summary>
    public static ColumnPlan List(
        NumberFormat format, int[] shape, ListHeader header, string typeName, CountingColumn? countsFrom = null)
    {
        if (ValueShape.CountOf(shape, format.Width) is not { } count) return TooLarge(shape, typeName);
        return new ColumnPlan
        {
            Decoder = format.List(count, header),
            Type = format.Type,
            Dimensions = shape.Length == 0 ? OneList : [Dimension.Variable, .. FixedLevels(shape)],
            TypeName = typeName,
            CountsFrom = countsFrom,
            ElementBytes = header == ListHeader.None ? count * format.Width : 0,
        };
    }

    private static Dimension[] FixedLevels(int[] shape) => shape.Length == 0 ? [] : Array.ConvertAll(shape, Dimension.Fixed);

    /// <summary>A shape that only a damaged file has.</summary>
    public static ColumnPlan TooLarge(IEnumerable<int> sizes, string typeName) =>
        Unreadable(typeName, $"its shape {string.Concat(sizes.Select(s => $"[{s}]"))} is larger than any entry");

    /// <summary>A string in every entry.</summary>
    public static ColumnPlan Text(int headerBytes, string typeName) =>
        new() { Decoder = new TextDecoder(headerBytes), Type = ElementType.String, TypeName = typeName };
}

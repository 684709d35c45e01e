using Hep.Jagged;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>How a column is to be decoded, before names are settled; or why it cannot be.</summary>
internal sealed record ColumnPlan
{
    public ColumnDecoder? Decoder { get; init; }

    public ElementType Type { get; init; }

    public Dimension[] Dimensions { get; init; } = [];

    /// <summary>The branch that counts the elements of each entry.</summary>
    public Branch? CountsFrom { get; init; }

    public int ElementBytes { get; init; }

    public string TypeName { get; init; } = "";

    public string? Why { get; init; }

    public static ColumnPlan Unreadable(string typeName, string why) => new() { TypeName = typeName, Why = why };

    /// <summary>The same number of values in every entry.</summary>
    public static ColumnPlan Fixed(NumberFormat format, IEnumerable<int> shape, string typeName)
    {
        int[] sizes = [.. shape];
        int count = sizes.Aggregate(1, (product, size) => checked(product * size));
        return new ColumnPlan { Decoder = format.Fixed(count), Type = format.Type, Dimensions = [.. sizes.Select(Dimension.Fixed)], TypeName = typeName };
    }

    /// <summary>A list of elements, each of a fixed shape, in every entry.</summary>
    public static ColumnPlan List(NumberFormat format, IEnumerable<int> shape, ListHeader header, string typeName, Branch? countsFrom = null)
    {
        int[] sizes = [.. shape];
        int count = sizes.Aggregate(1, (product, size) => checked(product * size));
        return new ColumnPlan
        {
            Decoder = format.List(count, header),
            Type = format.Type,
            Dimensions = [Dimension.Variable, .. sizes.Select(Dimension.Fixed)],
            TypeName = typeName,
            CountsFrom = countsFrom,
            ElementBytes = header == ListHeader.None ? checked(count * format.Width) : 0,
        };
    }

    /// <summary>A string in every entry.</summary>
    public static ColumnPlan Text(int headerBytes, string typeName) => new() { Decoder = new TextDecoder(headerBytes), Type = ElementType.String, TypeName = typeName };
}

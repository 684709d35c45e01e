using System.Globalization;
using Hep.Jagged;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>
/// Plans columns of plain leaves: type and sign come from the leaf's class, shape from its title, lists from the leaf that counts.
/// </summary>
internal sealed class LeafPlanner
{
    private static readonly Dictionary<string, (ElementType Signed, ElementType Unsigned, string Name)> Classes =
        new(StringComparer.Ordinal)
        {
            ["TLeafO"] = (ElementType.Bool, ElementType.Bool, "bool"),
            ["TLeafB"] = (ElementType.Int8, ElementType.UInt8, "char"),
            ["TLeafS"] = (ElementType.Int16, ElementType.UInt16, "short"),
            ["TLeafI"] = (ElementType.Int32, ElementType.UInt32, "int"),
            ["TLeafL"] = (ElementType.Int64, ElementType.UInt64, "long long"),
            ["TLeafG"] = (ElementType.Int64, ElementType.UInt64, "long"),
            ["TLeafF"] = (ElementType.Float32, ElementType.Float32, "float"),
            ["TLeafD"] = (ElementType.Float64, ElementType.Float64, "double"),
        };

    private readonly Dictionary<RootObject, CountingColumn> _places = new(ReferenceEqualityComparer.Instance);

    public LeafPlanner(IEnumerable<Branch> branches)
    {
        foreach (Branch branch in branches)
            for (int i = 0; i < branch.Leaves.Count; i++) _places.TryAdd(branch.Leaves[i], new CountingColumn(branch, i));
    }

    /// <summary>The column of a leaf that counts; counters are found by the leaf they point to, not by name.</summary>
    public CountingColumn? CounterOf(RootObject? leaf) => leaf is null ? null : _places.GetValueOrDefault(leaf);

    /// <summary>A branch with one leaf.</summary>
    public ColumnPlan PlanSingle(RootObject leaf)
    {
        if (leaf.ClassName == "TLeafC") return ColumnPlan.Text(headerBytes: 0, "char*");
        (NumberFormat? format, string typeName) = Format(leaf);
        if (format is null) return ColumnPlan.Unreadable(leaf.ClassName, $"leaves of class {leaf.ClassName} are not decoded");
        int[] shape = ShapeOf(leaf);
        if (leaf["fLeafCount"] is RootBytes) return ColumnPlan.Unreadable(typeName, "the leaf that counts its values cannot be found");
        RootObject? counter = leaf.GetObject("fLeafCount");
        return counter is null
            ? ColumnPlan.Fixed(format, shape, typeName)
            : ColumnPlan.List(format, shape, ListHeader.None, typeName, CounterOf(counter));
    }

    /// <summary>The numbers in brackets behind a name: <c>x[n][2][3]</c> has the shape [2, 3], for the identifier is the counter.</summary>
    public static int[] BracketsOf(string title)
    {
        List<int> sizes = [];
        // A title may go on in prose behind the declaration: brackets count only directly behind the name.
        int at = title.IndexOf('[', StringComparison.Ordinal);
        while (at >= 0 && at < title.Length && title[at] == '[')
        {
            int close = title.IndexOf(']', at);
            if (close < 0) break;
            if (int.TryParse(title.AsSpan(at + 1, close - at - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int size)
                && size > 0)
                sizes.Add(size);
            at = close + 1;
        }
        return [.. sizes];
    }

    /// <summary>The fixed dimensions of a leaf, inside those that are counted.</summary>
    public static int[] ShapeOf(RootObject leaf)
    {
        int length = (int)Math.Clamp(leaf.GetNumber("fLen"), 1, int.MaxValue);
        int[] sizes = BracketsOf(leaf.GetText("fTitle"));
        long product = sizes.Aggregate(1L, (p, size) => p > int.MaxValue ? p : p * size);
        return product == length ? sizes : length == 1 ? [] : [length];
    }

    /// <summary>How the numbers of a leaf are stored; null where they are none.</summary>
    public static (NumberFormat? Format, string TypeName) Format(RootObject leaf)
    {
        bool unsigned = leaf.GetNumber("fIsUnsigned") != 0;
        if (Classes.TryGetValue(leaf.ClassName, out (ElementType Signed, ElementType Unsigned, string Name) known))
            return (NumberFormat.Of(unsigned ? known.Unsigned : known.Signed),
                unsigned && known.Signed != known.Unsigned ? $"unsigned {known.Name}" : known.Name);
        return leaf.ClassName switch
        {
            "TLeafF16" => (NumberFormat.Float16(PackedRange.Parse(leaf.GetText("fTitle"))), "Float16_t"),
            "TLeafD32" => (NumberFormat.Double32(PackedRange.Parse(leaf.GetText("fTitle"))), "Double32_t"),
            _ => (null, leaf.ClassName),
        };
    }
}

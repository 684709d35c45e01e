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
    private static readonly Dictionary<string, LeafType> Classes = new(StringComparer.Ordinal)
    {
        ["TLeafO"] = new("bool", ElementType.Bool, ElementType.Bool),
        ["TLeafB"] = new("char", ElementType.Int8, ElementType.UInt8),
        ["TLeafS"] = new("short", ElementType.Int16, ElementType.UInt16),
        ["TLeafI"] = new("int", ElementType.Int32, ElementType.UInt32),
        ["TLeafL"] = new("long long", ElementType.Int64, ElementType.UInt64),
        ["TLeafG"] = new("long", ElementType.Int64, ElementType.UInt64),
        ["TLeafF"] = new("float", ElementType.Float32, ElementType.Float32),
        ["TLeafD"] = new("double", ElementType.Float64, ElementType.Float64),
    };

    private readonly IReadOnlyList<Branch> _branches;
    private Dictionary<RootObject, CountingColumn>? _places;

    /// <param name="branches">All branches that may have leaves which count.</param>
    public LeafPlanner(IReadOnlyList<Branch> branches) => _branches = branches;

    /// <summary>The column of a leaf that counts; counters are found by the leaf they point to, not by name.</summary>
    public CountingColumn? CounterOf(RootObject? leaf) => leaf is null ? null : (_places ??= FindPlaces()).GetValueOrDefault(leaf);

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
        // A title may go on in prose behind the declaration: brackets count only directly behind the name.
        int at = title.IndexOf('[', StringComparison.Ordinal);
        if (at < 0) return [];
        List<int> sizes = [];
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
        long product = 1;
        foreach (int size in sizes) product = product > int.MaxValue ? product : product * size;
        return product == length ? sizes : length == 1 ? [] : [length];
    }

    private Dictionary<RootObject, CountingColumn> FindPlaces()
    {
        Dictionary<RootObject, CountingColumn> places = new(_branches.Count, ObjectIdentity.Comparer);
        foreach (Branch branch in _branches)
            for (int i = 0; i < branch.Leaves.Length; i++) places.TryAdd(branch.Leaves[i], new CountingColumn(branch, i));
        return places;
    }

    /// <summary>How the numbers of a leaf are stored; null where they are none.</summary>
    public static (NumberFormat? Format, string TypeName) Format(RootObject leaf)
    {
        if (Classes.TryGetValue(leaf.ClassName, out LeafType? known)) return known.Of(leaf.GetNumber("fIsUnsigned") != 0);
        return leaf.ClassName switch
        {
            "TLeafF16" => (NumberFormat.Float16(PackedRange.Parse(leaf.GetText("fTitle"))), "Float16_t"),
            "TLeafD32" => (NumberFormat.Double32(PackedRange.Parse(leaf.GetText("fTitle"))), "Double32_t"),
            _ => (null, leaf.ClassName),
        };
    }

    /// <summary>What a class of leaves holds: thousands of leaves share its two formats, made when the first is met.</summary>
    private sealed record LeafType(string Name, ElementType Signed, ElementType Unsigned)
    {
        private NumberFormat? _signed, _unsigned;

        public (NumberFormat Format, string TypeName) Of(bool isUnsigned) => !isUnsigned || Signed == Unsigned
            ? (_signed ??= NumberFormat.Of(Signed), Name)
            : (_unsigned ??= NumberFormat.Of(Unsigned), UnsignedName);

        private string UnsignedName { get; } = $"unsigned {Name}";
    }
}

using Hep.Jagged;
using Hep.Root.IO.Trees.Classes;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>
/// Plans the columns of a branch that has several leaves: each entry has the values of one leaf behind those of the other, without padding
/// (TBranch::FillImpl calls TLeaf::FillBasket of each).
/// </summary>
internal sealed class LeafListPlanner(LeafPlanner single)
{
    /// <summary>A column for each leaf, in their order.</summary>
    public IReadOnlyList<ColumnPlan> Plan(IReadOnlyList<RootObject> leaves) =>
        leaves.All(l => l["fLeafCount"] is null && LeafPlanner.Format(l).Format is not null) ? PlanPacked(leaves) : PlanNodes(leaves);

    // Leaves of the same size in every entry are at the same place in every entry.
    private static List<ColumnPlan> PlanPacked(IReadOnlyList<RootObject> leaves)
    {
        NumberFormat[] formats = [.. leaves.Select(l => LeafPlanner.Format(l).Format!)];
        int?[] counts = [.. leaves.Select((l, i) => ValueShape.CountOf(LeafPlanner.ShapeOf(l), formats[i].Width))];
        long bytes = counts.Select((count, i) => (long)formats[i].Width * (count ?? int.MaxValue)).Sum();
        if (bytes > int.MaxValue) return [.. leaves.Select(l => ColumnPlan.TooLarge(LeafPlanner.ShapeOf(l), l.ClassName))];
        int entryBytes = (int)bytes;
        List<ColumnPlan> plans = [];
        int place = 0;
        for (int i = 0; i < leaves.Count; i++)
        {
            int count = counts[i]!.Value;
            plans.Add(new ColumnPlan
            {
                Decoder = formats[i].Fixed(count, place, entryBytes),
                Type = formats[i].Type,
                Dimensions = [.. LeafPlanner.ShapeOf(leaves[i]).Select(Dimension.Fixed)],
                TypeName = LeafPlanner.Format(leaves[i]).TypeName,
            });
            place += count * formats[i].Width;
        }
        return plans;
    }

    // Strings, and arrays that a leaf counts, move what stands behind them.
    private IReadOnlyList<ColumnPlan> PlanNodes(IReadOnlyList<RootObject> leaves)
    {
        ColumnSlots slots = new();
        LeafCounts counts = new(leaves, single, slots);
        List<Node> nodes = [];
        foreach (RootObject leaf in leaves)
        {
            Planned planned = leaf.ClassName == "TLeafC" && leaf["fLeafCount"] is null ? PlanText(slots) : PlanNumbers(leaf, counts, slots);
            if (planned.Node is not { } node)
                return [.. leaves.Select(l => ColumnPlan.Unreadable(l.ClassName, $"leaf {leaf.GetText("fName")}: {planned.Why}"))];
            nodes.Add(node);
        }
        NodeDecoder decoder = new(new RecordNode([.. nodes]), slots, counts.OuterSlot);
        return [.. leaves.Select((leaf, i) =>
            ColumnPlan.Of(decoder, i, slots.Leaves[i], single.CounterOf(leaf.GetObject("fLeafCount")), counts.Outer))];
    }

    private static TextNode PlanText(ColumnSlots slots)
    {
        int characters = slots.AddOffsets();
        return new TextNode(slots.AddText(LeafScope.Entry, characters, "char*"), characters);
    }

    private static Planned PlanNumbers(RootObject leaf, LeafCounts counts, ColumnSlots slots)
    {
        (NumberFormat? format, string typeName) = LeafPlanner.Format(leaf);
        if (format is null) return Planned.Not($"leaves of class {leaf.ClassName} are not decoded among others");
        int[] shape = LeafPlanner.ShapeOf(leaf);
        if (ValueShape.CountOf(shape, format.Width) is not { } size) return Planned.Not("its shape is larger than any entry");
        bool isCounted = leaf["fLeafCount"] is not null;
        LeafScope scope = isCounted ? LeafScope.Entry.List(slots.AddOffsets()) : LeafScope.Entry;
        Node values = format.Item(slots.AddNumbers(scope.Array(shape), format, typeName));
        if (shape.Length > 0) values = new RepeatNode(size, values);
        if (isCounted)
            return counts.Find(leaf.GetObject("fLeafCount")) is { } slot ? new CountedListNode(scope.Offsets[0], slot, values)
                : Planned.Not("the leaf that counts its values stands neither before it nor alone in another branch");
        return counts.Keep(leaf, values, format);
    }
}

using Hep.Jagged;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>The leaves that count the values of a branch of several leaves: some of its own, or one of another branch.</summary>
internal sealed class LeafCounts
{
    private readonly HashSet<RootObject> _wanted = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<RootObject, int> _slots = new(ReferenceEqualityComparer.Instance);
    private readonly ColumnSlots _counts;

    public LeafCounts(IReadOnlyList<RootObject> leaves, LeafPlanner single, ColumnSlots slots)
    {
        _counts = slots;
        foreach (RootObject leaf in leaves)
            if (leaf.GetObject("fLeafCount") is { } counter) _wanted.Add(counter);
        RootObject[] others = [.. _wanted.Where(counter => !leaves.Contains(counter))];
        if (others.Length != 1 || single.CounterOf(others[0]) is not { } outer) return;
        Outer = outer;
        OuterSlot = slots.AddCounts();
        _slots.Add(others[0], OuterSlot.Value);
    }

    /// <summary>The counter in another branch; null where there is none, or several.</summary>
    public CountingColumn? Outer { get; }

    /// <summary>Where its counts are kept.</summary>
    public int? OuterSlot { get; }

    /// <summary>Keeps what a leaf counts, where another asks for it.</summary>
    public Node Keep(RootObject leaf, Node number, NumberFormat format)
    {
        if (!_wanted.Contains(leaf) || LeafPlanner.ShapeOf(leaf).Length > 0 || !format.Type.IsInteger) return number;
        _slots.Add(leaf, _counts.AddCounts());
        return new CounterNode(number, format.Type, _slots[leaf]);
    }

    /// <summary>Where the counts of a leaf are kept; null where it was not met yet.</summary>
    public int? Find(RootObject? counter) => counter is not null && _slots.TryGetValue(counter, out int slot) ? slot : null;
}

using Hep.Jagged;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.Classes;

/// <summary>The members of one object that count the values of others: found by name, those of base classes among them.</summary>
internal sealed class MemberCounts
{
    private readonly HashSet<string> _wanted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);

    /// <summary>Notes the counters that the members of a class ask for.</summary>
    public MemberCounts Of(StreamerInfo info)
    {
        foreach (StreamerElement element in info.Elements)
            if (element.CountName.Length > 0) Want(element.CountName);
        return this;
    }

    /// <summary>Notes a member whose value another asks for.</summary>
    public void Want(string name) => _wanted.Add(name);

    /// <summary>Keeps what a member counts, where another asks for it.</summary>
    public Node Keep(string name, Node number, ElementType type, ColumnSlots slots)
    {
        if (!_wanted.Contains(name)) return number;
        if (!_slots.TryGetValue(name, out int slot)) _slots.Add(name, slot = slots.AddCounts());
        return new CounterNode(number, type, slot);
    }

    /// <summary>Says where the counts of a member are kept that stands in another branch.</summary>
    public void Provide(string name, int slot) => _slots[name] = slot;

    /// <summary>Where the counts of a member are kept; null where it was not met yet.</summary>
    public int? Find(string name) => _slots.TryGetValue(name, out int slot) ? slot : null;
}

using Hep.Jagged;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.Classes;

/// <summary>Plans nodes of C++ types: numbers, text, collections to any depth, maps, pointers, and classes.</summary>
internal sealed class TypePlanner(NodePlanner planner)
{
    /// <summary>A type that is a number; null where it is none.</summary>
    public static NumberFormat? NumberOf(CppType type) =>
        type.IsPointer || type.Arguments.Count > 0 ? null
        : type.Name == "Double32_t" ? NumberFormat.Double32(null)
        : type.Name == "Float16_t" ? NumberFormat.Float16(null)
        : BasicType.Find(type.Name) is { } basic ? NumberFormat.Of(basic.ElementType)
        : null;

    /// <summary>A value that is a member or a whole branch: text and collections have a header there.</summary>
    public Planned PlanFramed(CppType type, LeafScope scope) => Frame(PlanElement(type, scope), type);

    /// <summary>A value behind a pointer that is a member.</summary>
    public Planned PlanPointed(CppType type, LeafScope scope)
    {
        Planned bare = PlanElement(type, scope);
        return bare.Node is null ? bare : new PointedCollectionNode(type.Spelling, Frame(bare, type).Node!, bare.Node);
    }

    /// <summary>A value that is an element of a collection: text and inner collections have no header there.</summary>
    public Planned PlanElement(CppType type, LeafScope scope) =>
        NumberOf(type) is { } number ? planner.Number(number, scope, type.Spelling)
        : type.IsText ? planner.Text(scope, type.Spelling)
        : type.Target is { } target ? planner.Classes.PlanPointer(target.Spelling, scope)
        : type.BitCount is not null
            ? planner.List(scope, type.Spelling, bits => planner.Number(NumberFormat.Of(ElementType.Bool), bits, "bool"))
        : type.Element is { } element ? planner.List(scope, type.Spelling, inner => PlanElement(element, inner))
        : type.IsMap ? planner.List(scope, type.Spelling, inner => PlanPair(type, inner, "_0", "_1"))
        : planner.Classes.PlanObject(type, scope);

    /// <summary>A pair that no streamer info describes.</summary>
    public Planned PlanPair(CppType type, LeafScope scope, string first, string second)
    {
        int leaves = planner.Slots.Leaves.Count;
        Planned key = PlanElement(type.Arguments[0], scope.Member(first));
        if (key.Node is null) return key;
        Planned value = PlanElement(type.Arguments[1], scope.Member(second));
        if (value.Node is null) return value;
        RecordNode columns = new([Frame(key, type.Arguments[0]).Node!, Frame(value, type.Arguments[1]).Node!]);
        LeafRange range = new(leaves, planner.Slots.Leaves.Count);
        return new PairNode(new RecordNode([key.Node, value.Node]), ClassLayout.AnyVersion(type.Spelling, columns, range));
    }

    private static Planned Frame(Planned bare, CppType type) => bare.Node switch
    {
        ListNode list => new CollectionNode(list),
        TextNode when type.Name != "TString" => new FrameNode(bare.Node),
        _ => bare,
    };
}

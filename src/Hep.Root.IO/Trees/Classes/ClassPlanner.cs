using Hep.Root.IO.Serialization;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.Classes;

/// <summary>
/// Plans nodes of classes through their streamer infos: their members in the order in which they are stored, bases among them.
/// </summary>
internal sealed class ClassPlanner(NodePlanner planner)
{
    /// <summary>The only member of a class that is itself a collection: what the class derives from (TStreamerInfo::Build).</summary>
    private const string CollectionItself = "This";

    private const int DeepestBases = 32;

    /// <summary>An object by value: a member, or an element of a collection.</summary>
    public Planned PlanObject(CppType type, LeafScope scope)
    {
        if (planner.Standard.Plan(type, scope) is { } standard) return standard;
        if (planner.Infos.Newest(type.Spelling) is { } info) return PlanObject(info, scope);
        return type.IsPair
            ? planner.Attempt(() => planner.Types.PlanPair(type, scope, "first", "second"))
            : Planned.Not($"the file does not describe class {type.Spelling}");
    }

    /// <summary>An object with a header.</summary>
    public Planned PlanObject(StreamerInfo info, LeafScope scope)
    {
        if (ElementOf(info) is { } element)
            return planner.Within(info.ClassName,
                () => planner.Types.PlanFramed(new CppType("vector", [element]) { Spelling = info.ClassName }, scope));
        (ClassLayout? layout, string? why) = PlanLayout(info, scope, new MemberCounts());
        return layout is null ? Planned.Not(why!) : new ObjectNode(layout);
    }

    /// <summary>The members of an object that has no header of its own.</summary>
    public Planned PlanMembers(StreamerInfo info, LeafScope scope)
    {
        if (ElementOf(info) is not null) return PlanObject(info, scope);
        (ClassLayout? layout, string? why) = PlanLayout(info, scope, new MemberCounts());
        return layout is null ? Planned.Not(why!) : layout.Record;
    }

    /// <summary>A base class: its members are the derived class's.</summary>
    public Planned PlanBase(StreamerElement element, LeafScope scope, MemberCounts counts)
    {
        if (planner.Standard.Plan(CppType.Parse(element.Name), scope) is { } standard) return standard;
        StreamerInfo? info = planner.Infos.Find(element.Name, element.BaseVersion) ?? planner.Infos.Newest(element.Name);
        if (info is null) return Planned.Not($"the file does not describe class {element.Name}");
        if (ElementOf(info) is not null) return PlanObject(info, scope);
        (ClassLayout? layout, string? why) = PlanLayout(info, scope, counts);
        return layout is null ? Planned.Not(why!) : new BaseNode(layout);
    }

    /// <summary>An object behind a pointer; bytes where no columns can be made of it.</summary>
    public Planned PlanPointer(string className, LeafScope scope)
    {
        int offsets = planner.Slots.AddOffsets(), leaves = planner.Slots.Leaves.Count;
        Planned pointed = planner.Attempt(() => PlanPointed(className, scope.List(offsets)));
        if (pointed.Node is { } node && planner.Slots.Leaves.Count > leaves)
            return new PointerNode(offsets, className, node,
                name => PlanDerived(name, className, node, new HashSet<string>(StringComparer.Ordinal), 0));
        int bytes = planner.Slots.AddOffsets();
        string why = pointed.Why ?? $"class {className} stores no members";
        return new OpaquePointerNode(planner.Slots.AddText(scope, bytes, $"{className}*", Jagged.ElementType.Bytes, why), bytes);
    }

    /// <summary>The members of a class, with what tells its version.</summary>
    public (ClassLayout? Layout, string Why) PlanLayout(StreamerInfo info, LeafScope scope, MemberCounts counts)
    {
        int leaves = planner.Slots.Leaves.Count;
        Planned record = planner.Within(info.ClassName, () => PlanRecord(info, scope, counts.Of(info)));
        LeafRange range = new(leaves, planner.Slots.Leaves.Count);
        planner.WalksClasses |= record.Node is not null;
        return record.Node is RecordNode members
            ? (new ClassLayout(info.ClassName, info.Version, info.Checksum, members, range)
                { SameVersions = planner.Infos.SameVersions(info) }, "")
            : (null, record.Why!);
    }

    private Planned PlanPointed(string className, LeafScope scope)
    {
        // Of TObject the infos tell what it writes; behind a pointer its identity is a column.
        if (planner.Standard.Plan(CppType.Parse(className), scope) is { Node: not BaseObjectNode } standard) return standard;
        return planner.Infos.Newest(className) is { } info && ElementOf(info) is null
            ? PlanObject(info, scope)
            : Planned.Not($"the file does not describe class {className}");
    }

    // Objects of classes that derive from the declared one have its columns: what they have besides has none. A class that many others
    // have as their base is looked at once: the second way to it ends where the first did.
    private Node? PlanDerived(string className, string declared, Node node, HashSet<string> tried, int depth)
    {
        if (className == declared) return node;
        if (depth > DeepestBases || !tried.Add(className) || planner.Infos.Newest(className) is not { } info) return null;
        List<bool> before = [];
        foreach (StreamerElement element in info.Elements)
        {
            if (!element.IsBase) return null;
            if (PlanDerived(element.Name, declared, node, tried, depth + 1) is { } inner)
                return new DerivedNode([.. before], inner);
            if (element.Type != MemberCode.NoData) before.Add(element.Name != "TObject");
        }
        return null;
    }

    private Planned PlanRecord(StreamerInfo info, LeafScope scope, MemberCounts counts)
    {
        List<Node> members = [];
        foreach (StreamerElement element in info.Elements)
        {
            Planned member =
                planner.Attempt(() => planner.Members.Plan(element, element.IsBase ? scope : scope.Member(element.Name), counts));
            if (member.Node is null && !planner.Members.TryPlanOpaque(element, scope, member.Why!, out member))
                return Planned.Not($"member {element.Name} of {info.ClassName}: {member.Why}");
            if (member.Node is { } node) members.Add(node);
        }
        return new RecordNode([.. members]);
    }

    /// <summary>What the elements of a class are that is a collection itself; null where it is none.</summary>
    private static CppType? ElementOf(StreamerInfo info)
    {
        if (info.Elements is not [{ Name: CollectionItself } itself]) return null;
        if (CppType.Parse(itself.TypeName) is { Element: { } element }) return element;
        // Experiments' own collections tell what they hold in the title alone: <xAOD::Jet_v1> Used to call the proper TStreamerInfo case.
        int close = itself.Title.StartsWith('<') ? itself.Title.LastIndexOf('>') : -1;
        return close > 0 ? CppType.Parse(itself.Title[1..close]) : null;
    }
}

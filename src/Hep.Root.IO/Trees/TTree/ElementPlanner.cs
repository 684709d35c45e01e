using Hep.Root.IO.Serialization;
using Hep.Root.IO.Trees.Classes;
using Hep.Root.IO.Trees.Decoding;
using static Hep.Root.IO.Serialization.MemberCode;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>
/// Plans the columns of branches that hold a class or a member of one (TBranchElement, TBranchObject), through the streamer infos.
/// </summary>
internal sealed class ElementPlanner(StreamerInfos infos, ClonesClasses clones, IReadOnlySet<RootObject> unstored)
{
    private const int CollectionMaster = 4, ClonesMaster = 3, ClonesMember = 31, CollectionMember = 41;
    private const int StreamedByClass = -1;

    /// <summary>The number of elements of a split collection: what its master branch stores itself.</summary>
    public static bool IsMaster(Branch branch) =>
        branch.ClassName == Branch.ElementClass && branch.ElementType is ClonesMaster or CollectionMaster;

    public static ColumnPlan PlanMaster() => ColumnPlan.Fixed(NumberFormat.Of(Jagged.ElementType.Int32), [], "int");

    /// <summary>The columns of a branch.</summary>
    /// <param name="branch">The branch.</param>
    /// <param name="name">What its columns' names begin with.</param>
    /// <param name="counter">What counts the elements of the collection that it is a member of.</param>
    public IReadOnlyList<ColumnPlan> Plan(Branch branch, string name, CountingColumn? counter) =>
        new ElementPlanner(infos, clones.Of(name), unstored).Plan(branch, counter);

    private IReadOnlyList<ColumnPlan> Plan(Branch branch, CountingColumn? counter)
    {
        if (branch.ClassName == Branch.ObjectClass) return PlanNamed(branch);
        if (branch.ElementId < 0) return PlanWhole(branch);
        StreamerInfo? info = infos.Find(branch.ElementClassName, branch.ElementClassVersion, branch.ElementChecksum);
        if (info is null) return [ColumnPlan.Bytes(branch.ElementClassName, NotDescribed(branch.ElementClassName))];
        if (FindElement(info, branch) is not { } element)
            return [ColumnPlan.Bytes(branch.ElementClassName, $"class {branch.ElementClassName} has no member for branch '{branch.Name}'")];
        return branch.ElementType is ClonesMember or CollectionMember
            ? PlanMemberOfAll(branch, element, counter)
            : PlanMember(branch, element, counter);
    }

    // The index of the member counts in the class's own list; where files of several versions were merged it may point
    // elsewhere, so the name decides.
    private static StreamerElement? FindElement(StreamerInfo info, Branch branch)
    {
        string name = branch.Name.TrimEnd('.');
        int bracket = name.IndexOf('[', StringComparison.Ordinal);
        if (bracket >= 0) name = name[..bracket];
        StreamerElement? byIndex = branch.ElementId < info.Elements.Count ? info.Elements[branch.ElementId] : null;
        // the branch of a base may be called after the object
        if (byIndex is { IsBase: true } && branch.StreamerType == byIndex.Type) return byIndex;
        if (byIndex is not null && (name == byIndex.Name || name.EndsWith($".{byIndex.Name}", StringComparison.Ordinal))) return byIndex;
        name = name[(name.LastIndexOf('.') + 1)..];
        return info.Elements.FirstOrDefault(e => e.Name == name);
    }

    // A member of one object: what there is the same number of in each entry, or is one list or text, is decoded in blocks.
    private IReadOnlyList<ColumnPlan> PlanMember(Branch branch, StreamerElement element, CountingColumn? counter)
    {
        if (MemberPlanner.NumberOf(element.ElementCode, element) is { } format)
            return [BasicType.IsCounted(element.Type)
                ? ColumnPlan.List(format, [], ListHeader.Pointer, element.TypeName, CounterOf(branch, element, counter))
                : ColumnPlan.Fixed(format, element.IsArray ? MemberPlanner.ShapeOf(element) : [], element.TypeName)];
        if (element.Type == Text) return [ColumnPlan.Text(0, element.TypeName)];
        if (!element.IsArray && element.Type is CollectionText or Streamed
            && CppType.Parse(element.TypeName) is { Name: "string", IsText: true })
            return [ColumnPlan.Text(Frames.HeaderBytes, element.TypeName)];
        if (!element.IsArray && element.Type is Collection or Streamed && PlanList(branch, element.TypeName) is { } list) return [list];
        return PlanNodes(branch, element, counter, isInCollection: false);
    }

    // A member of all elements of a split collection.
    private IReadOnlyList<ColumnPlan> PlanMemberOfAll(Branch branch, StreamerElement element, CountingColumn? counter)
    {
        // The elements of a split collection keep an array as one run of values, whatever its dimensions (as the
        // reference digests have it).
        if (!BasicType.IsCounted(element.Type) && MemberPlanner.NumberOf(element.ElementCode, element) is { } format)
            return [ColumnPlan.List(format, element.IsArray ? [Math.Max(1, element.ArrayLength)] : [],
                ListHeader.None, element.TypeName, counter)];
        return PlanNodes(branch, element, counter, isInCollection: true);
    }

    private IReadOnlyList<ColumnPlan> PlanNodes(Branch branch, StreamerElement element, CountingColumn? counter, bool isInCollection)
    {
        NodePlanner planner = new(infos, clones);
        LeafScope scope = isInCollection ? LeafScope.Entry.List(planner.Slots.AddOffsets()) : LeafScope.Entry;
        MemberCounts counts = new();
        CountingColumn? needs = CounterOf(branch, element, isInCollection ? null : counter);
        int? countsSlot = needs is null ? null : planner.Slots.AddCounts();
        if (countsSlot is { } slot) counts.Provide(element.CountName, slot);
        Planned planned = planner.Attempt(() => planner.Members.Plan(element, scope, counts));
        if (isInCollection && planned.Node is { } member) planned = new RestNode(scope.Offsets[0], member);
        return Settle(branch, planner, planned, element.IsBase ? element.Name : element.TypeName, counter, needs, countsSlot);
    }

    // The member of the same object that the class names: the branch that the file calls the counter may be that of another object.
    private static CountingColumn? CounterOf(Branch branch, StreamerElement element, CountingColumn? told) =>
        element.CountName.Length == 0 ? null : branch.Sibling(element.CountName) is { } sibling ? new CountingColumn(sibling) : told;

    // A branch that is a whole object, not split: text, a collection, or a class. Only what its class streams has a header of the class.
    private IReadOnlyList<ColumnPlan> PlanWhole(Branch branch)
    {
        string className = branch.ElementClassName;
        CppType? type = CppType.Parse(className);
        if (type is { Name: "string", IsText: true }) return [ColumnPlan.Text(headerBytes: 0, className)];
        if (PlanList(branch, className) is { } list) return [list];
        NodePlanner planner = new(infos, clones);
        return Settle(branch, planner, planner.Attempt(() => PlanWhole(planner, branch, className, type)), className);
    }

    private Planned PlanWhole(NodePlanner planner, Branch branch, string className, CppType? type)
    {
        LeafScope entry = LeafScope.Entry;
        if (className == "TClonesArray" && branch.ClonesName.Length > 0) return planner.Standard.PlanClones(branch.ClonesName, entry);
        if (planner.Standard.Plan(type, entry) is { } standard) return standard;
        StreamerInfo? info = infos.Find(className, branch.ElementClassVersion, branch.ElementChecksum);
        if (branch.ElementType == StreamedByClass) info ??= infos.Newest(className);   // its objects tell their version
        if (type is { IsCollection: true }) return planner.Types.PlanFramed(type, entry);
        if (info is null) return type is { IsPair: true }
            ? planner.Types.PlanPair(type, entry, "first", "second")
            : Planned.Not(NotDescribed(className));
        return branch.ElementType == StreamedByClass ? planner.Classes.PlanObject(info, entry) : planner.Classes.PlanMembers(info, entry);
    }

    // An old branch of a whole object, which names its class in each entry.
    private IReadOnlyList<ColumnPlan> PlanNamed(Branch branch)
    {
        string className = branch.ElementClassName;
        NodePlanner planner = new(infos, clones);
        Planned planned = planner.Attempt(() => CppType.Parse(className) is { } type
            ? planner.Classes.PlanObject(type, LeafScope.Entry)
            : Planned.Not(NotDescribed(className)));
        return Settle(branch, planner, planned.Node is { } content ? new NamedClassNode(className, content) : planned, className);
    }

    // A collection of numbers is decoded in blocks.
    private static ColumnPlan? PlanList(Branch branch, string typeName)
    {
        if (CppType.Parse(typeName)?.Element is not { } element || TypePlanner.NumberOf(element) is not { } number) return null;
        return branch.MayHold(ListHeader.Collection.Bytes)
            ? ColumnPlan.List(number, [], ListHeader.Collection, typeName)
            : ColumnPlan.Bytes(typeName, $"its entries are shorter than an empty {typeName}");
    }

    private IReadOnlyList<ColumnPlan> Settle(
        Branch branch, NodePlanner planner, Planned planned, string typeName,
        CountingColumn? counter = null, CountingColumn? needs = null, int? countsSlot = null)
    {
        if (planned.Node is not { } root) return [ColumnPlan.Bytes(typeName, planned.Why ?? "it stores nothing")];
        if (unstored.Contains(branch.Stored))
            return [ColumnPlan.Bytes(typeName, "nothing is stored of it, though the collection that it is a member of has elements")];
        if (!branch.MayHold(root.MinBytesAlone))
            return [ColumnPlan.Bytes(typeName, $"its entries are shorter than the members of {typeName}: the class streams itself")];
        if (planner.Slots.Leaves.Count == 0) return [ColumnPlan.Unreadable(typeName, $"objects of type {typeName} store no members")];
        NodeDecoder decoder = new(root, planner.Slots, countsSlot, planner.WalksClasses);
        return [.. planner.Slots.Leaves.Select((leaf, i) => ColumnPlan.Of(decoder, i, leaf, counter, needs))];
    }

    private string NotDescribed(string className) =>
        $"the file does not describe class {className}{(infos.Damage is { } damage ? $": {damage}" : "")}";
}

using Hep.Root.IO.Serialization;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>Plans columns of branches that hold a class or a member of one (TBranchElement), through the streamer infos.</summary>
internal sealed class ElementPlanner(StreamerInfos infos)
{
    private const int CollectionMaster = 4, ClonesMaster = 3, ClonesMember = 31, CollectionMember = 41;
    private const int Text = 65, AnyCollection = 300, AnyText = 365, Streamed = 500;
    private const int FrameBytes = 6;                       // byte count and version

    /// <summary>The number of elements of a split collection: what its master branch stores itself.</summary>
    public static bool IsMaster(Branch branch) => branch.ClassName == Branch.ElementClass && branch.ElementType is ClonesMaster or CollectionMaster;

    public static ColumnPlan PlanMaster() => ColumnPlan.Fixed(NumberFormat.Of(Jagged.ElementType.Int32), [], "int");

    public ColumnPlan Plan(Branch branch, Branch? counter)
    {
        if (branch.ElementId < 0) return PlanWhole(branch);
        StreamerInfo? info = infos.Find(branch.ElementClassName, branch.ElementClassVersion, branch.ElementChecksum);
        if (info is null) return ColumnPlan.Unreadable(branch.ElementClassName, $"the file does not describe class {branch.ElementClassName}{(infos.Damage is { } damage ? $": {damage}" : "")}");
        if (FindElement(info, branch) is not { } element)
            return ColumnPlan.Unreadable(branch.ElementClassName, $"class {branch.ElementClassName} has no member for branch '{branch.Name}'");
        return PlanMember(branch, element, counter);
    }

    // The index of the member counts in the class's own list; where files of several versions were merged it may point elsewhere, so the name decides.
    private static StreamerElement? FindElement(StreamerInfo info, Branch branch)
    {
        string name = branch.Name.TrimEnd('.');
        int bracket = name.IndexOf('[', StringComparison.Ordinal);
        if (bracket >= 0) name = name[..bracket];
        name = name[(name.LastIndexOf('.') + 1)..];
        if (branch.ElementId < info.Elements.Count && info.Elements[branch.ElementId] is { } byIndex && byIndex.Name == name) return byIndex;
        return info.Elements.FirstOrDefault(e => e.Name == name);
    }

    private static ColumnPlan PlanMember(Branch branch, StreamerElement element, Branch? counter)
    {
        bool inCollection = branch.ElementType is ClonesMember or CollectionMember;
        int type = element.Type;
        int[] shape = type is > BasicType.FixedArray and < BasicType.CountedPointer ? ShapeOf(element) : [];
        int scalar = type is > BasicType.FixedArray and < BasicType.CountedPointer ? type - BasicType.FixedArray
            : type is > BasicType.CountedPointer and < 60 ? type - BasicType.CountedPointer : type;
        if (scalar != BasicType.Bits && NumberOf(scalar, element) is { } format)
        {
            bool pointer = type is > BasicType.CountedPointer and < 60;
            if (pointer && inCollection) return NotYet(element, "a counted array inside a split collection");
            if (pointer) return ColumnPlan.List(format, [], ListHeader.Pointer, element.TypeName, counter);
            // The elements of a split collection keep an array as one run of values, whatever its dimensions (as the reference digests have it).
            if (inCollection && shape.Length > 1) shape = [element.ArrayLength];
            return inCollection ? ColumnPlan.List(format, shape, ListHeader.None, element.TypeName, counter) : ColumnPlan.Fixed(format, shape, element.TypeName);
        }
        if (type == BasicType.Bits) return PlanBits(inCollection, element.TypeName, counter);
        if (element.ArrayLength > 0) return NotYet(element, $"arrays of {element.TypeName}");
        bool isText = type == Text;
        if (!isText && type is not (AnyCollection or AnyText or Streamed)) return NotYet(element, $"members of type {element.TypeName}");
        if (CppType.Parse(isText ? "TString" : element.TypeName) is not { } cpp) return NotYet(element, $"members of type {element.TypeName}");
        if (inCollection)
            return TypePlanner.Of(cpp, level: 1) is { } inner ? inner.PlanMembers(hasHeader: !isText, element.TypeName, counter) : NotYet(element, $"members of type {element.TypeName} in a split collection");
        if (cpp.IsText) return ColumnPlan.Text(isText ? 0 : FrameBytes, element.TypeName);
        return PlanCollection(cpp, element.TypeName) ?? NotYet(element, $"members of type {element.TypeName}");
    }

    // A branch that is a whole object, not split: text, a collection, or a class.
    private static ColumnPlan PlanWhole(Branch branch)
    {
        string type = branch.ElementClassName;
        CppType? cpp = CppType.Parse(type);
        if (cpp is { Name: "string", IsText: true }) return ColumnPlan.Text(headerBytes: 0, type);
        return (cpp is null ? null : PlanCollection(cpp, type)) ?? ColumnPlan.Unreadable(type, $"objects of type {type} are not decoded yet");
    }

    // A collection of numbers is decoded in blocks; anything deeper is walked, behind the one header that its outermost collection has.
    private static ColumnPlan? PlanCollection(CppType type, string typeName) =>
        type.Element is not { } element ? null
        : TypePlanner.NumberOf(element) is { } number ? ColumnPlan.List(number, [], ListHeader.Collection, typeName)
        : TypePlanner.Of(type, level: 0) is { } plan ? plan.Plan(new FrameNode(plan.Node), typeName)
        : null;

    // fBits has two bytes more where an object is referenced: its length varies.
    private static ColumnPlan PlanBits(bool inCollection, string typeName, Branch? counter)
    {
        TypePlanner bits = new(new BitsNode(), Jagged.ElementType.UInt32, 0, levels => new ColumnBuilder<uint>(levels));
        return inCollection ? bits.PlanMembers(hasHeader: false, typeName, counter) : bits.Plan(bits.Node, typeName);
    }

    private static ColumnPlan NotYet(StreamerElement element, string what) => ColumnPlan.Unreadable(element.TypeName, $"{what} (code {element.Type}): not decoded yet");

    private static NumberFormat? NumberOf(int code, StreamerElement element) => code switch
    {
        BasicType.Double32 => NumberFormat.Double32(PackedRange.Parse(element.Title)),
        BasicType.Float16 => NumberFormat.Float16(PackedRange.Parse(element.Title)),
        // Infos spell counters "int", whatever the class declares; what counts is never negative, and the other readers give it unsigned.
        BasicType.Counter => NumberFormat.Of(Jagged.ElementType.UInt32),
        _ => BasicType.Find(code) is { } basic ? NumberFormat.Of(basic.ElementType) : null,
    };

    private static int[] ShapeOf(StreamerElement element)
    {
        int length = Math.Max(1, element.ArrayLength);
        long product = element.ArrayDimensions.Aggregate(1L, (p, size) => size <= 0 || p > int.MaxValue ? 0 : p * size);
        return product == length && element.ArrayDimensions.Length > 0 ? [.. element.ArrayDimensions] : [length];
    }
}

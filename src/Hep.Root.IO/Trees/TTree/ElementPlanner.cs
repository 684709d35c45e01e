using Hep.Root.IO.Serialization;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>Plans columns of branches that hold a class or a member of one (TBranchElement), through the streamer infos.</summary>
internal sealed class ElementPlanner(StreamerInfos infos)
{
    private const int CollectionMaster = 4, ClonesMaster = 3, ClonesMember = 31, CollectionMember = 41;
    private const int Text = 65, AnyText = 365;

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
        if (inCollection) return NotYet(element, "this kind of member inside a split collection");
        if (type == Text) return ColumnPlan.Text(headerBytes: 0, element.TypeName);
        if (type == AnyText || IsString(element.TypeName)) return ColumnPlan.Text(headerBytes: 6, element.TypeName);
        return VectorOf(element.TypeName) is { } vector ? ColumnPlan.List(vector, [], ListHeader.Collection, element.TypeName) : NotYet(element, $"members of type {element.TypeName}");
    }

    // A branch that is a whole object, not split: text, a vector of numbers, or a class.
    private static ColumnPlan PlanWhole(Branch branch)
    {
        string type = branch.ElementClassName;
        if (IsString(type)) return ColumnPlan.Text(headerBytes: 0, type);
        return VectorOf(type) is { } vector
            ? ColumnPlan.List(vector, [], ListHeader.Collection, type)
            : ColumnPlan.Unreadable(type, $"objects of type {type} are not decoded yet");
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

    private static bool IsString(string type) => type is "string" or "std::string";

    private static NumberFormat? VectorOf(string type)
    {
        string bare = type.StartsWith("std::", StringComparison.Ordinal) ? type[5..] : type;
        if (!bare.StartsWith("vector<", StringComparison.Ordinal) || !bare.EndsWith('>')) return null;
        string item = bare["vector<".Length..^1].Trim();
        return item == "Double32_t" ? NumberFormat.Double32(null)
            : BasicType.Find(item) is { } basic ? NumberFormat.Of(basic.ElementType)
            : null;
    }
}

using Hep.Jagged;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Trees.Decoding;
using static Hep.Root.IO.Serialization.MemberCode;

namespace Hep.Root.IO.Trees.Classes;

/// <summary>Plans nodes of the members of classes, by the codes of their streamer elements (TVirtualStreamerInfo::EReadWrite).</summary>
internal sealed class MemberPlanner(NodePlanner planner)
{
    /// <summary>The nodes of a member: null and no reason where it stores nothing.</summary>
    public Planned Plan(StreamerElement element, LeafScope scope, MemberCounts counts)
    {
        if (element.Type == NoData) return default;
        if (element.IsBase) return planner.Classes.PlanBase(element, scope, counts);
        if (BasicType.IsCounted(element.Type)) return PlanCounted(element, scope, counts);
        if (element.Type is Loop or LoopArray) return PlanLoop(element, scope, counts);
        return element.IsArray ? PlanArray(element, scope) : PlanOne(element, element.Type, scope, counts);
    }

    /// <summary>A member that no columns can be made of, but whose end its bytes tell: the columns of the others do not suffer.</summary>
    public bool TryPlanOpaque(StreamerElement element, LeafScope scope, string? why, out Planned planned)
    {
        planned = new Planned(null, why);
        if (why is null) return true;                       // it stores nothing
        LeafScope member = scope.Member(element.Name);
        if (element.IsBase || element.Type is ObjectByValue or Any or Named or ObjectInPlace or AnyInPlace or Collection or Streamed
            or Loop or LoopArray)
        {
            planned = planner.Opaque(member, element.TypeName, why);
            return true;
        }
        return false;
    }

    /// <summary>How a number of that code is stored; null where the code is none of a number.</summary>
    public static NumberFormat? NumberOf(int code, StreamerElement element) => code switch
    {
        BasicType.Double32 => NumberFormat.Double32(PackedRange.Parse(element.Title)),
        BasicType.Float16 => NumberFormat.Float16(PackedRange.Parse(element.Title)),
        // Infos spell counters "int", whatever the class declares; what counts is never negative, and the other readers give it unsigned.
        BasicType.Counter => NumberFormat.Of(ElementType.UInt32),
        BasicType.LegacyChar => NumberFormat.Of(ElementType.UInt8),
        BasicType.Bits => null,
        _ => BasicType.Find(code) is { } basic ? NumberFormat.Of(basic.ElementType) : null,
    };

    /// <summary>The dimensions of a fixed array.</summary>
    public static int[] ShapeOf(StreamerElement element)
    {
        int length = Math.Max(1, element.ArrayLength);
        long product = element.ArrayDimensions.Aggregate(1L, (p, size) => size <= 0 || p > int.MaxValue ? 0 : p * size);
        return product == length && element.ArrayDimensions.Length > 0 ? [.. element.ArrayDimensions] : [length];
    }

    private Planned PlanOne(StreamerElement element, int code, LeafScope scope, MemberCounts counts)
    {
        if (NumberOf(code, element) is { } number)
            return counts.Keep(element.Name, planner.Number(number, scope, element.TypeName), number.Type, planner.Slots);
        switch (code)
        {
            case BasicType.Bits:
                return new BitsNode(planner.Slots.AddNumbers(scope, NumberFormat.Of(ElementType.UInt32), element.TypeName));
            case BasicType.CharPointer:
                int characters = planner.Slots.AddOffsets();
                return new LongTextNode(planner.Slots.AddText(scope, characters, element.TypeName), characters);
            case Text:
                return planner.Text(scope, element.TypeName);
            case BaseObject:
                return new BaseObjectNode();
            case CollectionText:
                return new FrameNode(planner.Text(scope, element.TypeName));
        }
        if (TypeOf(element) is not { } type) return Planned.Not($"type {element.TypeName} is not understood");
        // An array of collections that is streamed as one of objects has no headers.
        if (type.IsCollection)
            return element.IsArray && code is ObjectByValue or Any
                ? planner.Types.PlanElement(type, scope)
                : planner.Types.PlanFramed(type, scope);
        return code switch
        {
            ObjectByValue or Any or Named or ObjectInPlace or AnyInPlace =>
                planner.Classes.PlanObject(type with { IsPointer = false }, scope),
            ObjectPointer or AnyPointer or AnyPointerNoTable => planner.Classes.PlanPointer(type.Spelling, scope),
            Collection or Streamed or CollectionPointer when type.IsPointer =>
                planner.Types.PlanPointed(type with { IsPointer = false }, scope),
            Collection or Streamed or CollectionPointer => planner.Types.PlanFramed(type, scope),
            _ => Planned.Not($"members of type {element.TypeName} (code {element.Type}) are not described"),
        };
    }

    // No streamer info describes an enumeration, but that of a collection of it tells the number.
    private CppType? TypeOf(StreamerElement element)
    {
        CppType? type = CppType.Parse(element.TypeName);
        bool holdsEnumerations = type?.Element is { IsClass: true } held && !planner.Infos.Knows(held.Spelling)
            && BasicType.Find(element.ContainedCode) is not null;
        return holdsEnumerations ? type! with { Arguments = [CppType.OfNumber(element.ContainedCode)] } : type;
    }

    private Planned PlanArray(StreamerElement element, LeafScope scope)
    {
        int[] shape = ShapeOf(element);
        if (ValueShape.CountOf(shape, 1) is not { } size) return Planned.Not("its shape is larger than any entry");
        Planned one = PlanOne(element, element.ElementCode, scope.Array(shape), new MemberCounts());
        return one.Node is null ? one
            : element.ElementCode == Text ? new FrameNode(new RepeatNode(size, one.Node))   // only in an array it has a header
            : new RepeatNode(size, one.Node);
    }

    private Planned PlanCounted(StreamerElement element, LeafScope scope, MemberCounts counts)
    {
        if (NumberOf(element.ElementCode, element) is not { } number)
            return Planned.Not($"members of type {element.TypeName} (code {element.Type}) are not described");
        if (counts.Find(element.CountName) is not { } slot)
            return Planned.Not($"member {element.CountName}, which counts its values, does not stand before it");
        int offsets = planner.Slots.AddOffsets();
        return new CountedNode(offsets, slot, planner.Number(number, scope.List(offsets), element.TypeName));
    }

    private Planned PlanLoop(StreamerElement element, LeafScope scope, MemberCounts counts)
    {
        if (counts.Find(element.CountName) is not { } slot)
            return Planned.Not($"member {element.CountName}, which counts its objects, does not stand before it");
        if (CppType.Parse(element.TypeName) is not { IsPointer: true } type)
            return Planned.Not($"type {element.TypeName} is not understood");
        int[] shape = element.Type == LoopArray ? ShapeOf(element) : [];
        if (ValueShape.CountOf(shape, 1) is not { } arrays) return Planned.Not("its shape is larger than any entry");
        int offsets = planner.Slots.AddOffsets();
        Planned one = planner.Classes.PlanObject(type.Target!, scope.Array(shape).List(offsets));
        return one.Node is null ? one : new LoopNode(offsets, slot, one.Node, arrays);
    }
}

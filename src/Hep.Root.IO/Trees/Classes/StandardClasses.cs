using System.Globalization;
using Hep.Jagged;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.Classes;

/// <summary>
/// Plans nodes of ROOT's own classes that stream themselves by hand: what their streamer infos say, where there are any, is not what they
/// write. One row a class.
/// </summary>
internal sealed class StandardClasses(NodePlanner planner)
{
    private const string SymmetricMatrix = "TMatrixTSym", MatrixBase = "TMatrixTBase";

    /// <summary>The nodes of such a class; null where the class is none of them.</summary>
    public Planned? Plan(CppType? type, LeafScope scope) => type is null or { IsPointer: true } ? null : PlanByName(type, scope);

    private Planned? PlanByName(CppType type, LeafScope scope) => type.Name switch
    {
        "TObject" => new BaseObjectNode(),
        "TString" => planner.Text(scope, type.Spelling),
        "TDatime" => planner.Number(NumberFormat.Of(ElementType.UInt32), scope.Member("fDatime"), type.Spelling),
        "TRef" => new ReferenceNode(planner.Slots.AddNumbers(scope.Member("ref"), NumberFormat.Of(ElementType.UInt32), type.Spelling)),
        "TRefArray" => PlanReferences(scope),
        "TArrayC" => PlanArray(ElementType.Int8, scope, type),
        "TArrayS" => PlanArray(ElementType.Int16, scope, type),
        "TArrayI" => PlanArray(ElementType.Int32, scope, type),
        "TArrayL" or "TArrayL64" => PlanArray(ElementType.Int64, scope, type),
        "TArrayF" => PlanArray(ElementType.Float32, scope, type),
        "TArrayD" => PlanArray(ElementType.Float64, scope, type),
        SymmetricMatrix when type.Arguments.Count == 1 => PlanMatrix(type, scope),
        "TClonesArray" => PlanUnnamedClones(scope),
        "TBasket" => Planned.Not("the entries of a tree"),
        // Collections of objects of any class: no columns, whatever their infos say.
        _ when OwnStreamers.Find(type.Name) is not null => Planned.Not($"a {type.Name} may hold objects of any class"),
        _ => default(Planned?),
    };

    /// <summary>A TClonesArray whose class is known.</summary>
    /// <param name="className">The class, and behind a semicolon its version where that is known too.</param>
    /// <param name="scope">Where the array stands.</param>
    public Planned PlanClones(string className, LeafScope scope)
    {
        string[] parts = className.Split(';');
        StreamerInfo? exact = parts.Length > 1 && int.TryParse(parts[1], CultureInfo.InvariantCulture, out int version)
            ? planner.Infos.Find(parts[0], version)
            : null;
        if ((exact ?? planner.Infos.Newest(parts[0])) is not { } info) return Planned.Not($"the file does not describe class {parts[0]}");
        int offsets = planner.Slots.AddOffsets();
        (ClassLayout? layout, string why) = planner.Classes.PlanLayout(info, scope.List(offsets), new MemberCounts());
        return layout is null ? Planned.Not(why) : new ClonesNode(offsets, layout);
    }

    // The class stands in the entries alone.
    private Planned PlanUnnamedClones(LeafScope scope) =>
        planner.Clones.Find(scope) is { } className ? PlanClones(className, scope)
            : planner.Clones.IsAsking ? new ClonesClassNode(planner.Text(scope, ClonesClasses.Question))
            : Planned.Not(planner.Clones.WhyUnknown(scope));

    private ListNode PlanArray(ElementType element, LeafScope scope, CppType type)
    {
        int offsets = planner.Slots.AddOffsets();
        return new ListNode(offsets, planner.Number(NumberFormat.Of(element), scope.List(offsets), type.Spelling));
    }

    private ReferencesNode PlanReferences(LeafScope scope)
    {
        Node name = planner.Text(scope.Member("fName"), "TString");
        Node size = planner.Number(NumberFormat.Of(ElementType.Int32), scope.Member("fSize"), "int");
        int offsets = planner.Slots.AddOffsets();
        Node ids = planner.Number(NumberFormat.Of(ElementType.Int32), scope.Member("refs").List(offsets), "unsigned int");
        return new ReferencesNode(name, size, offsets, ids);
    }

    // The infos of TMatrixTBase have the members; its element count is unsigned for the other readers.
    private Planned PlanMatrix(CppType type, LeafScope scope)
    {
        string baseName = $"{MatrixBase}<{type.Arguments[0].Spelling}>";
        if (TypePlanner.NumberOf(type.Arguments[0]) is not { } number || planner.Infos.Newest(baseName) is not { } info)
            return Planned.Not($"the file does not describe class {baseName}");
        StreamerInfo counted =
            info with { Elements = [.. info.Elements.Select(e => e.Name == "fNelems" ? e with { Type = BasicType.Counter } : e)] };
        MemberCounts counts = new();
        counts.Want("fNrows");
        (ClassLayout? layout, string why) = planner.Classes.PlanLayout(counted, scope, counts);
        if (layout is null || counts.Find("fNrows") is not { } rows) return Planned.Not(why);
        int offsets = planner.Slots.AddOffsets();
        return new SymmetricMatrixNode(offsets, layout, rows,
            planner.Number(number, scope.Member("fElements").List(offsets), type.Arguments[0].Spelling));
    }
}

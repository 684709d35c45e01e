using Hep.Jagged;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Trees.Classes;
using Hep.Root.IO.Trees.Decoding;
using Hep.Root.IO.Trees.TTree;

namespace Hep.Root.IO.Tests.Trees.Decoding;

/// <summary>The columns of entries that hold one value of a type, as a file with these classes describes it.</summary>
internal static class TestProgram
{
    /// <summary>A class of version 1 with the members given.</summary>
    public static StreamerInfo Class(string name, params StreamerElement[] members) => new(name, 1, 0xABCD, members);

    public static StreamerElement Member(string name, int code, string typeName) => new() { Name = name, Type = code, TypeName = typeName };

    public static StreamerElement Base(string name, int code = 0) =>
        new() { Name = name, Type = code, TypeName = "BASE", IsBase = true, BaseVersion = 1 };

    /// <summary>Decodes all columns, by name.</summary>
    public static Dictionary<string, Column> Decode(string type, StreamerInfo[] infos, params byte[][] entries) =>
        Decode(type, infos, _ => true, entries);

    /// <summary>Decodes some columns, by name.</summary>
    public static Dictionary<string, Column> Decode(string type, StreamerInfo[] infos, Predicate<string> isWanted, params byte[][] entries)
    {
        NodePlanner planner = new(new StreamerInfos(infos));
        Planned planned = planner.Types.PlanFramed(CppType.Parse(type)!, LeafScope.Entry);
        Assert.That(planned.Why, Is.Null);
        return Decode(new NodeDecoder(planned.Node!, planner.Slots), planner.Slots, isWanted, entries);
    }

    public static Dictionary<string, Column> Decode(
        NodeDecoder decoder, ColumnSlots slots, Predicate<string> isWanted, params byte[][] entries)
    {
        using LoadedBasket basket = TestBasket.Variable(entries);
        ColumnSchema?[] wanted =
            [.. slots.Leaves.Select(l => isWanted(l.Name) ? new ColumnSchema($"x{l.Name}", l.Type, l.Dimensions) : null)];
        Column?[] columns = decoder.Decode(wanted, new BasketSegment(basket, 0, entries.Length));
        return columns.OfType<Column>().ToDictionary(c => c.Name[1..], StringComparer.Ordinal);
    }
}

using Hep.Root.IO.Serialization;
using Hep.Root.IO.Trees.Classes;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>The classes of the objects that ROOT streamed into the fields of an RNTuple, as its streamer infos describe them.</summary>
internal sealed class StreamedClasses
{
    // Fields of one class are few bytes each, and would make all its columns again: a file may not turn kilobytes into gigabytes. Nor may
    // fields of many classes that share a deep one make it be planned again and again.
    private const int MostColumns = 1 << 18, MostParts = 1 << 20;

    private readonly StreamerInfos _infos;
    private readonly Dictionary<Field, StreamedClass> _fields = [];
    private readonly Dictionary<(string, uint, uint), (Planned Planned, ColumnSlots Slots)> _planned = [];
    private long _columns, _parts;

    /// <param name="records">The lists of streamer infos, each as it is stored.</param>
    public StreamedClasses(IReadOnlyList<byte[]> records) => _infos = Read(records);

    /// <summary>How the objects of a field are decoded, or why not.</summary>
    public StreamedClass Of(Field field)
    {
        if (!_fields.TryGetValue(field, out StreamedClass? known)) _fields.Add(field, known = Find(field));
        return known;
    }

    /// <summary>Says why the objects of a field stay bytes.</summary>
    public void Refute(Field field, string why) => _fields[field] = StreamedClass.Bytes(why);

    private StreamedClass Find(Field field)
    {
        (string, uint, uint) key = (field.TypeName, field.TypeVersion, field.TypeChecksum);
        if (!_planned.TryGetValue(key, out (Planned Planned, ColumnSlots Slots) known)) _planned.Add(key, known = Plan(field));
        (Planned planned, ColumnSlots slots) = known;
        if (planned.Node is not { } root)
            return StreamedClass.Bytes($"{planned.Why}{(_infos.Damage is { } damage ? $": {damage}" : "")}");
        if (slots.Leaves.Count == 0) return StreamedClass.Bytes($"objects of class '{field.TypeName}' store no members");
        return (_columns += slots.Leaves.Count) <= MostColumns ? new StreamedClass(new NodeDecoder(root, slots), null)
            : StreamedClass.Bytes($"objects that ROOT streamed have more than {MostColumns} members in all fields");
    }

    private (Planned, ColumnSlots) Plan(Field field)
    {
        NodePlanner planner = new(_infos);
        if (_parts > MostParts) return (Planned.Not($"the classes of its fields have more than {MostParts} members"), planner.Slots);
        Planned planned = planner.Attempt(() => Plan(planner, field));
        _parts += planner.Parts;
        return (planned, planner.Slots);
    }

    // What TClass::Streamer writes, with its header (RStreamerField::AppendImpl). RNTuple spells some names otherwise than streamer infos
    // do, and keeps the checksum.
    private Planned Plan(NodePlanner planner, Field field)
    {
        if (CppType.Parse(field.TypeName) is not { } type) return Planned.Not($"type {field.TypeName} is not understood");
        if (planner.Standard.Plan(type, LeafScope.Entry) is { } standard) return standard;
        StreamerInfo? info = _infos.Find(type.Spelling, (int)field.TypeVersion, field.TypeChecksum)
            ?? _infos.FindByChecksum(field.TypeChecksum);
        return info is null ? planner.Classes.PlanObject(type, LeafScope.Entry) : planner.Classes.PlanObject(info, LeafScope.Entry);
    }

    private static StreamerInfos Read(IReadOnlyList<byte[]> records)
    {
        try
        {
            return new StreamerInfos(records.SelectMany(r => StreamerInfoReader.ReadNamed(r)));
        }
        catch (RootException failure)
        {
            return new StreamerInfos([]) { Damage = failure.Message };
        }
    }
}

/// <summary>How the objects of a class are decoded, or why they are given as bytes.</summary>
/// <param name="Decoder">What decodes an object; null where none does.</param>
/// <param name="Why">Why there is none.</param>
internal sealed record StreamedClass(NodeDecoder? Decoder, string? Why)
{
    /// <summary>Objects of whose class nothing is known yet.</summary>
    public static StreamedClass Unknown { get; } = Bytes("objects that ROOT streamed");

    /// <summary>Objects that are not decoded.</summary>
    public static StreamedClass Bytes(string why) => new(null, why);
}

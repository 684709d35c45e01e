using System.Runtime.CompilerServices;

namespace Hep.Root.IO.Serialization;

/// <summary>The class names and objects of one record, by the positions that references to them use.</summary>
internal sealed class ObjectTags
{
    private const uint ByteCountMask = 0x4000_0000;
    private const uint NewClass = 0xFFFF_FFFF;
    private const uint ClassMask = 0x8000_0000;
    private const int MapOffset = 2;   // kMapOffset of TBufferFile: positions in the map are shifted, so that 0 and 1 stay free

    private readonly RecentTexts _names = new();             // an entry of a tree names its classes again each time
    private readonly Dictionary<uint, string> _classes = [];
    private readonly Dictionary<uint, object> _objects;
    private int _unnamed;                                    // 1 where there are objects that no reference can mean

    /// <param name="capacity">Objects that may be expected.</param>
    public ObjectTags(int capacity = 0) => _objects = new Dictionary<uint, object>(capacity);

    /// <summary>Forgets everything: references reach no further than a record, or an entry of a tree.</summary>
    public void Clear()
    {
        _classes.Clear();
        _objects.Clear();
        _unnamed = 0;
    }

    /// <summary>The object that a reference points to: null for 0, and <see cref="RootBytes"/> where none was read before.</summary>
    public object? Find(uint reference) =>
        reference == 0 ? null : _objects.GetValueOrDefault(reference)
            ?? new RootBytes("") { Why = $"a reference to an object that was not read before ({reference})" };

    /// <summary>
    /// Makes an object known under the tag it was announced with, before its members are read: they may point back to it.
    /// </summary>
    public void Register(ObjectTag tag, object value)
    {
        if (tag.Reference == 0) _unnamed = 1;
        else _objects[tag.Reference] = value;
    }

    /// <summary>
    /// Reads the tag of an object behind a pointer: null, a reference to an object read before, or the class of one that follows.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ObjectTag Read(ref RootBuffer buffer)
    {
        int start = buffer.Position;
        int end = -1;
        uint tag = buffer.ReadUInt32();
        int tagPosition = start;
        if ((tag & ByteCountMask) != 0 && tag != NewClass)
        {
            uint count = tag & ~ByteCountMask;
            if (count > (uint)buffer.Remaining)
                throw new RootException($"An object of {count} bytes expected, {buffer.Remaining} remain.") { Offset = start };
            end = buffer.Position + (int)count;
            tagPosition = buffer.Position;
            tag = buffer.ReadUInt32();
        }
        if ((tag & ClassMask) == 0) return new ObjectTag(null, tag, end);
        // Without a byte count the writer numbered objects instead of noting their place.
        uint reference = end >= 0 ? (uint)(start + buffer.Origin + MapOffset) : (uint)(_objects.Count + _unnamed) + 1;
        if (tag == NewClass)
        {
            string name = _names.ClassName(buffer.ReadTerminated());
            _classes[(uint)(tagPosition + buffer.Origin + MapOffset)] = name;
            return new ObjectTag(name, reference, end);
        }
        if (!_classes.TryGetValue(tag & ~ClassMask, out string? known))
        {
            if (end < 0) throw new RootException($"A class that was not named before (tag 0x{tag:X8}).") { Offset = tagPosition };
            known = "";
        }
        return new ObjectTag(known, reference, end);
    }
}

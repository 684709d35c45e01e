using System.Runtime.CompilerServices;

namespace Hep.Root.IO.Serialization;

/// <summary>
/// Reads any object of a record through the streamer infos. For the metadata of trees whatever does not come out is a failure; for objects
/// that people look at it becomes <see cref="RootBytes"/>, and the rest is read.
/// </summary>
/// <remarks>
/// A tree's record holds thousands of branches and is read once: what it goes through is compiled at full speed at once, for it would be
/// over before the runtime saw that it is hot.
/// </remarks>
internal sealed class ObjectReader
{
    private const uint ByteCountMask = 0x4000_0000;
    private const int MaxFailures = 1000;   // each costs an exception
    private const int ObjectBytes = 256;    // of a branch and of a leaf, about: how many the record of a tree may hold
    private const int MostExpected = 8192;

    private ObjectTags _tags = new();
    private readonly Dictionary<string, KnownClass> _classes = new(StringComparer.Ordinal);
    private readonly RootReadLimits _limits;
    private readonly LeftOutMembers _leftOut;
    private readonly MemberReader _members;
    private readonly KnownSteps _steps;
    private readonly CollectionReader _collections;
    private ReadOnlyMemory<byte> _record, _kept;
    private int _depth, _failures, _created;
    private long _valuesLeft;

    /// <param name="infos">The layouts of the file.</param>
    /// <param name="limits">What bounds its depth and size.</param>
    /// <param name="leftOut">Numbers and base classes that nobody asks for.</param>
    public ObjectReader(StreamerInfos infos, RootReadLimits limits, LeftOutMembers? leftOut = null)
    {
        _leftOut = leftOut ?? LeftOutMembers.None;
        LeavesOutHeads = _leftOut.Contains("TObject", ObjectHeader.BitsName);
        Infos = infos;
        _limits = limits;
        _collections = new CollectionReader(this);
        _members = new MemberReader(this, _collections);
        _steps = new KnownSteps(_members, _leftOut);
    }

    public StreamerInfos Infos { get; }

    public CollectionReader Collections => _collections;

    public MemberReader Members => _members;

    /// <summary>The strings that were read last.</summary>
    public RecentTexts Texts { get; } = new();

    /// <summary>Arrays to read numbers into; null where each is to have its own.</summary>
    public SpentNumbers? Spent { get; init; }

    /// <summary>Whether nobody asks for what every object begins with, nor of arrays of objects for more than those.</summary>
    public bool LeavesOutHeads { get; }

    /// <summary>Whether what does not come out is kept as bytes, instead of being a failure.</summary>
    public bool KeepsUndecoded { get; private set; }

    private int MaxDepth => KeepsUndecoded ? _limits.MaxObjectDepth : _limits.MaxDepth;

    /// <summary>The object that the whole record is: the metadata of a tree.</summary>
    public RootObject ReadRecord(string className, ReadOnlySpan<byte> payload, int keyLength)
    {
        _tags = new ObjectTags(Math.Min(payload.Length / ObjectBytes, MostExpected));
        RootBuffer buffer = new(payload, keyLength);
        // almost every member takes a byte or more: a record that has more of them than bytes wants to cost time
        _valuesLeft = Math.Min(payload.Length + 1024L, _limits.MaxObjectValues);
        return ReadClass(ref buffer, Know(className), new ObjectTag(className, 1, -1)) as RootObject
            ?? throw new RootException($"No layout of class {className} is known: the file does not describe it.");
    }

    /// <summary>
    /// The object that the whole record is, whatever it is; what cannot be decoded is kept, in a copy of the bytes: they stay the caller's.
    /// </summary>
    public RootObject ReadWhole(string className, ReadOnlyMemory<byte> record, int keyLength)
    {
        KeepsUndecoded = true;
        (_record, _kept) = (record, default);
        RootBuffer buffer = new(record.Span, keyLength);
        _valuesLeft = Math.Min(record.Length + 1024L, _limits.MaxObjectValues);
        object? value;
        try
        {
            value = ReadClass(ref buffer, Know(className), new ObjectTag(className, 1, -1));
            if (!buffer.AtEnd)
                throw new RootException($"The object takes {buffer.Remaining} bytes less than its record has.")
                    { Offset = buffer.Position };
        }
        catch (RootException failure)
        {
            value = Undecoded(className, 0, record.Length, failure.Message);
            buffer.SkipTo(record.Length);
        }
        (_record, _kept) = (default, default);              // the bytes are the caller's again
        RootObject whole = value as RootObject ?? new RootObject(className, 0);
        if (value is RootBytes bytes) whole.Discard(bytes);
        else if (value is object?[] items) whole.Items = items;
        else if (value is not RootObject) whole.Add("value", value);
        return whole;
    }

    /// <summary>What a pointer points to: null, an object read before, or the one that follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public object? ReadPointer(ref RootBuffer buffer)
    {
        int start = buffer.Position;
        ObjectTag tag = _tags.Read(ref buffer);
        if (tag.ClassName is null) return _tags.Find(tag.Reference);
        if (tag.End < 0) return ReadClass(ref buffer, Know(tag.ClassName), tag);
        object? value;
        RootBuffer inner = buffer.Until(tag.End);
        try
        {
            value = ReadClass(ref inner, Know(tag.ClassName), tag);
            if (KeepsUndecoded && !inner.AtEnd)
                throw new RootException($"The {tag.ClassName} takes {inner.Remaining} bytes less than it has.") { Offset = start };
        }
        catch (RootException failure) when (MayKeep())
        {
            value = Undecoded(tag.ClassName, start, tag.End, failure.Message);
            _tags.Register(tag, value);
        }
        buffer.SkipTo(tag.End);
        return value;
    }

    /// <summary>
    /// What a pointer points to, of whatever class: users put objects beside a tree, and what of them cannot be read is no reason to refuse
    /// the entries.
    /// </summary>
    public object? ReadAsFarAsPossible(ref RootBuffer buffer)
    {
        (bool keeps, int failures, long valuesLeft) = (KeepsUndecoded, _failures, _valuesLeft);
        RootBuffer ahead = buffer;
        KeepsUndecoded = true;
        try
        {
            return ReadPointer(ref buffer);
        }
        catch (RootException failure) when (ahead.HasByteCount && buffer.Length - ahead.Position >= sizeof(uint))
        {
            int start = ahead.Position, end = start + sizeof(uint) + (int)(ahead.ReadUInt32() & ~ByteCountMask);
            buffer = ahead;
            buffer.SkipTo(end);
            return Undecoded("", start, end, failure.Message);
        }
        finally
        {
            (KeepsUndecoded, _failures, _valuesLeft) = (keeps, failures, valuesLeft);
        }
    }

    /// <summary>An object that lies where it is a member or an element, with its header.</summary>
    public object? ReadValue(ref RootBuffer buffer, string className) => ReadValue(ref buffer, Know(className));

    /// <summary>The same for one that was met before.</summary>
    public object? ReadValue(ref RootBuffer buffer, KnownClass known) => ReadClass(ref buffer, known, new ObjectTag(known.Name, 0, -1));

    /// <summary>The members of a class in its layout; base classes give theirs to the same object.</summary>
    public void ReadMembers(ref RootBuffer buffer, StreamerInfo info, RootObject into, Frame frame) =>
        ReadMembers(ref buffer, _steps.Of(info), into, frame);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReadMembers(ref RootBuffer buffer, MemberSteps members, RootObject into, Frame frame)
    {
        foreach (MemberStep step in members.Steps)
        {
            Spend(1, buffer.Position);
            StreamerElement element = step.Element;
            if (step.Read is { } read) into.Add(element.Name, read(ref buffer, element, into));
            else if (element.IsBase) ReadBase(ref buffer, step, into, members.Layout.HasUncountedBases);
            else if (step.IsLeftOut) PassOver(ref buffer, step);
            else
            {
                // What follows in this object cannot be found without this member: the object ends where its byte count says.
                if (frame.End < 0)
                    throw new RootException(
                        $"Member {element.Name} is of type {element.TypeName} (code {element.Type}), which cannot be read here.")
                            { Offset = buffer.Position };
                into.Undecoded = Undecoded(element.TypeName, buffer.Position, frame.End,
                    $"member {element.Name} is stored in a way that is not known (code {element.Type})");
                buffer.SkipTo(frame.End);
                return;
            }
        }
    }

    private static void PassOver(ref RootBuffer buffer, MemberStep step)
    {
        if (step.Bytes > 0) buffer.Skip(step.Bytes);
        else buffer.SkipTo(ReadCountedFrame(ref buffer, step.Element.TypeName).End);
    }

    /// <summary>An object without members as yet; all of a class share their names.</summary>
    public RootObject Create(string className, int version) => Create(Know(className), version);

    /// <summary>Takes values from what the record may have; called before memory for them is taken.</summary>
    public void Spend(long count, int position)
    {
        if (count < 0 || (_valuesLeft -= count) < 0)
            throw new RootException($"{count} more values than a record of this size, or RootReadLimits.MaxObjectValues, allows.")
                { Offset = position };
    }

    /// <summary>Makes an object known to pointers before what it holds is read: that may point back to it.</summary>
    public void Register(ObjectTag tag, RootObject value)
    {
        if (tag.Reference != 0) _tags.Register(tag, value);
    }

    /// <summary>
    /// Ends an object of a class that streams itself; one whose content is shorter than its byte count was not understood.
    /// </summary>
    public static void EndFrame(ref RootBuffer buffer, Frame frame, string className)
    {
        if (frame.End > buffer.Position)
            throw new RootException($"{className}: its content takes {frame.End - buffer.Position} bytes less than it has.")
                { Offset = frame.Start };
        buffer.EndFrame(frame, className);
    }

    /// <summary>Whether a failure may be kept as bytes; a record that fails all the time is given up.</summary>
    public bool MayKeep() => KeepsUndecoded && ++_failures < MaxFailures && _valuesLeft >= 0;

    /// <summary>Bytes that are kept because they cannot be decoded.</summary>
    public RootBytes Undecoded(string className, int start, int end, string why) =>
        new(className) { Why = why, Bytes = _record.IsEmpty || end < start ? default : Kept[start..end] };

    // One copy for all that is kept: objects within each other would take the same bytes again and again.
    private ReadOnlyMemory<byte> Kept => _kept.IsEmpty ? _kept = _record.ToArray() : _kept;

    /// <summary>What is known of a class.</summary>
    public KnownClass Know(string className)
    {
        if (!_classes.TryGetValue(className, out KnownClass? known))
            _classes.Add(className, known = new KnownClass(className, Infos, _steps, _leftOut));
        return known;
    }

    private RootObject Create(KnownClass known, int version) => new(known.Name, version, known.Names) { Number = ++_created };

    /// <summary>
    /// The header of a class that ROOT streams through its layout: it has a byte count, or the bytes are not what they should be.
    /// </summary>
    public static Frame ReadCountedFrame(ref RootBuffer buffer, string className)
    {
        Frame frame = buffer.ReadFrame();
        return frame.End >= 0 ? frame : throw new RootException($"An object of class {className} has no byte count.")
            { Offset = frame.Start };
    }

    // Histograms of Geant4's writer have no byte counts; the metadata of a tree always do.
    private Frame ReadHeader(ref RootBuffer buffer, string className) =>
        KeepsUndecoded ? buffer.ReadFrame() : ReadCountedFrame(ref buffer, className);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private object? ReadClass(ref RootBuffer buffer, KnownClass known, ObjectTag tag)
    {
        if (_depth >= MaxDepth)
            throw new RootException($"Objects lie more than {MaxDepth} deep in each other.") { Offset = buffer.Position };
        _depth++;
        try
        {
            if (known.Own is { } own)
            {
                object? value = own(this, ref buffer, tag);
                if (value is not null) _tags.Register(tag, value);
                return value;
            }
            if (KeepsUndecoded && CppType.Parse(known.Name) is { } type && _collections.Reads(type))
                return _collections.ReadObject(ref buffer, type);
            return ReadDescribed(ref buffer, known, tag);
        }
        finally
        {
            _depth--;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private object ReadDescribed(ref RootBuffer buffer, KnownClass known, ObjectTag tag)
    {
        string className = known.Name;
        Frame frame = known.IsDescribed ? ReadHeader(ref buffer, className) : buffer.ReadFrame();
        uint checksum = ReadChecksum(ref buffer, frame, className);
        MemberSteps? members = known.Find(frame.Version, checksum)
            ?? (Infos.FindByChecksum(checksum) is { } other ? _steps.Of(other) : null);
        if (members is null) return Skip(ref buffer, frame, tag, className);
        RootObject read = Create(known, frame.Version);
        _tags.Register(tag, read);
        if (!KeepsUndecoded)
        {
            ReadMembers(ref buffer, members, read, frame);
            buffer.EndFrame(frame, className);
            return read;
        }
        if (frame.End < 0)                                  // whoever holds the object sees whether its bytes come out
        {
            ReadMembers(ref buffer, members, read, frame);
            return read;
        }
        RootBuffer inner = buffer.Until(frame.End);
        buffer.SkipTo(frame.End);
        try
        {
            ReadMembers(ref inner, members, read, frame);
            // What the infos say of a class that streams itself by hand is wrong: the byte count tells.
            if (!inner.AtEnd)
                throw new RootException($"The members take {inner.Remaining} bytes less than the object has.") { Offset = frame.Start };
            return read;
        }
        catch (RootException failure) when (MayKeep())
        {
            RootBytes bytes = Undecoded(className, frame.Start, frame.End, failure.Message);
            read.Discard(bytes);
            _tags.Register(tag, bytes);
            return bytes;
        }
    }

    /// <summary>The checksum behind a header.</summary>
    // Version 0 with a byte count is a class without ClassDef: its checksum follows. A class may declare version 0 too, and then has none.
    public uint ReadChecksum(ref RootBuffer buffer, Frame frame, string className)
    {
        if (frame.Version != 0 || frame.End < buffer.Position + 4) return 0;
        uint next = buffer.PeekUInt32();
        StreamerInfo? layout = Infos.Find(className, 0, next);
        bool declared = layout is { Checksum: 0 } || (layout is { Version: 0 } && layout.Checksum != next);
        return declared ? 0 : buffer.ReadUInt32();
    }

    // Classes that nobody described end where their byte count says. One that is described in other versions only is damaged, or newer than
    // its file.
    private RootBytes Skip(ref RootBuffer buffer, Frame frame, ObjectTag tag, string className)
    {
        if (Infos.Knows(className))
            throw new RootException($"Version {frame.Version} of class {className} is not described.") { Offset = frame.Start };
        int end = frame.End >= 0 ? frame.End : tag.End;
        if (end < 0)
            throw new RootException($"No layout of class {className} is known, and no byte count tells its length.")
                { Offset = frame.Start };
        buffer.SkipTo(end);
        RootBytes bytes = Undecoded(className, frame.Start, end, "the file does not describe the class");
        if (KeepsUndecoded) _tags.Register(tag, bytes);
        return bytes;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReadBase(ref RootBuffer buffer, MemberStep step, RootObject into, bool maybeUncounted)
    {
        StreamerElement element = step.Element;
        if (element.Type == MemberCode.NoData) return;                     // a base that stores nothing, such as TQObject
        if (element.Name == "TObject")
        {
            if (LeavesOutHeads) ObjectHeader.Skip(ref buffer);
            else ObjectHeader.Read(ref buffer, into);
            return;
        }
        KnownClass known = step.Base ??= Know(element.Name);
        if (known.Own is { } own)
        {
            into.Add(element.Name.StartsWith("TArray", StringComparison.Ordinal) ? "fArray"
                : element.Name, own(this, ref buffer, new ObjectTag(element.Name, 0, -1)));
            return;
        }
        int start = buffer.Position;
        Frame frame = maybeUncounted ? buffer.ReadFrame() : ReadHeader(ref buffer, element.Name);
        if (step.IsLeftOut && frame.End >= 0)
        {
            buffer.SkipTo(frame.End);
            return;
        }
        uint checksum = ReadChecksum(ref buffer, frame, element.Name);
        MemberSteps? members = known.Find(frame.Version, checksum);
        if (members is null)
        {
            RootBytes skipped = Skip(ref buffer, frame, new ObjectTag(element.Name, 0, -1), element.Name);
            if (KeepsUndecoded) into.Add(element.Name, skipped);
            return;
        }
        if (_depth >= MaxDepth) throw new RootException($"Classes inherit from each other more than {MaxDepth} times.") { Offset = start };
        RootBuffer inner = frame.End < 0 ? buffer : buffer.Until(frame.End);
        _depth++;
        try
        {
            ReadMembers(ref inner, members, into, frame);
        }
        finally
        {
            _depth--;
        }
        if (frame.End < 0)
        {
            buffer.SkipTo(inner.Position);
            return;
        }
        if (KeepsUndecoded && !inner.AtEnd)
            throw new RootException($"The members of {element.Name} take {inner.Remaining} bytes less than it has.") { Offset = start };
        buffer.SkipTo(frame.End);
    }
}

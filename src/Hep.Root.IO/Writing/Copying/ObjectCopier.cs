using Hep.Root.IO.Serialization;
using Hep.Root.IO.Writing.Objects;

namespace Hep.Root.IO.Writing.Copying;

/// <summary>
/// Copies the object of a record into another record, whatever members its class has in the version that was stored: bytes as they are,
/// but for byte counts, classes and references, which are told by places in the record, and for members that are replaced.
/// </summary>
/// <remarks>
/// What may hold pointers in a way that is not known here cannot be moved, and is refused: collections of the standard library, a
/// TClonesArray, classes that the file does not describe.
/// </remarks>
/// <param name="infos">The layouts of the file.</param>
/// <param name="limits">What bounds the depth.</param>
/// <param name="replaced">Writes other members in place of some.</param>
internal sealed class ObjectCopier(StreamerInfos infos, RootReadLimits limits, IReplacedMembers replaced)
{
    // What a reference to the object that the record is says, wherever that begins (TBufferFile::MapObject of TKey's constructor).
    private const uint WholeRecord = 1;

    private readonly ObjectReader _reader = new(infos, limits);
    private readonly ObjectTags _tags = new();
    private readonly Dictionary<uint, int> _places = [];    // of objects in the copy, by what references to them say
    private int _depth;

    /// <summary>Copies the object that a record is.</summary>
    /// <param name="className">Its class.</param>
    /// <param name="payload">The record's payload.</param>
    /// <param name="keyLength">Bytes of the record's key.</param>
    /// <param name="target">The payload of the copy, which begins here.</param>
    /// <exception cref="RootException">It holds something that cannot be moved, or is damaged.</exception>
    public void Copy(string className, ReadOnlySpan<byte> payload, int keyLength, ObjectBuffer target)
    {
        RootBuffer source = new(payload, keyLength);
        CopyClass(ref source, className, target);
        if (!source.AtEnd)
            throw new RootException($"The {className} takes {source.Remaining} bytes less than its record has.")
                { Offset = source.Position };
    }

    private void CopyPointer(ref RootBuffer source, ObjectBuffer target)
    {
        int start = source.Position;
        ObjectTag tag = _tags.Read(ref source);
        if (tag.ClassName is null)
        {
            if (tag.Reference is 0 or WholeRecord) target.Write(tag.Reference);
            else if (_places.TryGetValue(tag.Reference, out int known)) target.WriteReference(known);
            else throw new RootException($"A reference to an object that does not stand before it ({tag.Reference}).") { Offset = start };
            return;
        }
        if (tag.End < 0) throw new RootException($"An object of class {tag.ClassName} has no byte count.") { Offset = start };
        int at = target.BeginTagged(tag.ClassName);
        _places[tag.Reference] = at;
        replaced.Begin(tag.ClassName);
        RootBuffer inner = source.Until(tag.End);
        CopyClass(ref inner, tag.ClassName, target);
        CheckEnd(ref inner, tag.ClassName);
        replaced.End();
        source.SkipTo(tag.End);
        target.End(at);
    }

    // An object with its header, behind a pointer or where it is a member.
    private void CopyClass(ref RootBuffer source, string className, ObjectBuffer target)
    {
        Enter(source.Position);
        switch (className)
        {
            case "TObjArray": CopyCollection(ref source, className, target, numbersBehindCount: 1, withOptions: false); break;
            case "TList" or "THashList": CopyCollection(ref source, className, target, numbersBehindCount: 0, withOptions: true); break;
            case "TObject" or "TString" or "TDatime": CopyValue(ref source, className, target); break;
            default:
                if (className.StartsWith("TArray", StringComparison.Ordinal)) CopyValue(ref source, className, target);
                else if (OwnStreamers.Find(className) is not null) throw CannotMove(className, source.Position);
                else CopyDescribed(ref source, className, new RootObject(className, 0), target);
                break;
        }
        _depth--;
    }

    private void CopyDescribed(ref RootBuffer source, string className, RootObject numbers, ObjectBuffer target)
    {
        Frame frame = ObjectReader.ReadCountedFrame(ref source, className);
        int behindHeader = source.Position;
        uint checksum = _reader.ReadChecksum(ref source, frame, className);
        StreamerInfo layout = infos.Find(className, frame.Version, checksum)
            ?? throw new RootException($"Version {frame.Version} of class {className} is not described.") { Offset = frame.Start };
        if (layout.HasUncountedBases || frame.IsMemberWise) throw CannotMove(className, frame.Start);
        int at = target.Begin(frame.Version);
        if (source.Position > behindHeader) target.Write(checksum);
        RootBuffer inner = source.Until(frame.End);
        foreach (StreamerElement element in layout.Elements) CopyMember(ref inner, layout.ClassName, element, numbers, target);
        CheckEnd(ref inner, className);
        source.SkipTo(frame.End);
        target.End(at);
    }

    // The numbers of an object are kept: some say how many others there are.
    private void CopyMember(
        ref RootBuffer source, string declaringClass, StreamerElement element, RootObject numbers, ObjectBuffer target)
    {
        bool isReplaced = replaced.TryWrite(declaringClass, element, target);
        switch (element.Type)
        {
            case MemberCode.NoData when element.IsBase:
                break;
            case var _ when element.Type == MemberCode.Text || StoredNumber.Of(element) is not null:
                RootBuffer before = source;
                numbers.Add(element.Name, _reader.Members.Find(element)!(ref source, element, numbers));
                if (!isReplaced) target.Write(before.Take(source.Position - before.Position));
                break;
            case MemberCode.ObjectByValue or MemberCode.Any or MemberCode.ObjectInPlace or MemberCode.AnyInPlace when isReplaced:
                source.SkipTo(ObjectReader.ReadCountedFrame(ref source, element.TypeName).End);
                break;
            case MemberCode.ObjectPointer or MemberCode.AnyPointer or MemberCode.AnyPointerNoTable when !isReplaced:
                CopyPointer(ref source, target);
                break;
            case MemberCode.ObjectByValue or MemberCode.Any or MemberCode.ObjectInPlace or MemberCode.AnyInPlace:
                CopyClass(ref source, element.TypeName.TrimEnd('*', ' '), target);
                break;
            case MemberCode.BaseObject or MemberCode.Named or 0 when element.IsBase && !isReplaced:
                CopyBase(ref source, element.Name, numbers, target);
                break;
            default:
                throw CannotMove($"{declaringClass}.{element.Name} ({element.TypeName})", source.Position);
        }
    }

    // A class and its bases are one object: what a base counts by may be a number of another.
    private void CopyBase(ref RootBuffer source, string className, RootObject numbers, ObjectBuffer target)
    {
        Enter(source.Position);
        if (OwnStreamers.Find(className) is not null) CopyClass(ref source, className, target);
        else CopyDescribed(ref source, className, numbers, target);
        _depth--;
    }

    // Bases count too: a class may be described as one of its own.
    private void Enter(int position)
    {
        if (++_depth > limits.MaxDepth)
            throw new RootException($"Objects and their bases lie more than {limits.MaxDepth} deep in each other.") { Offset = position };
    }

    // TObjArray, TList: TObject, a name, the count, and pointers, in a list with the options that they were added with.
    private void CopyCollection(ref RootBuffer source, string className, ObjectBuffer target, int numbersBehindCount, bool withOptions)
    {
        const int FirstWithName = 3, FirstWithOptions = 4;
        Frame frame = ObjectReader.ReadCountedFrame(ref source, className);
        if (frame.Version < (withOptions ? FirstWithOptions : FirstWithName)) throw CannotMove(className, frame.Start);
        int at = target.Begin(frame.Version);
        RootBuffer inner = source.Until(frame.End), head = inner;
        ObjectHeader.Skip(ref inner);
        inner.ReadStringBytes();
        int count = inner.ReadInt32();
        inner.Skip(numbersBehindCount * sizeof(int));
        target.Write(head.Take(inner.Position - head.Position));
        if (count < 0 || count > inner.Remaining / sizeof(int))
            throw new RootException($"{count} objects in {inner.Remaining} bytes.") { Offset = inner.Position };
        for (int i = 0; i < count; i++)
        {
            CopyPointer(ref inner, target);
            if (!withOptions) continue;
            RootBuffer option = inner;
            inner.ReadStringBytes();
            target.Write(option.Take(inner.Position - option.Position));
        }
        CheckEnd(ref inner, className);
        source.SkipTo(frame.End);
        target.End(at);
    }

    // What holds no pointer.
    private void CopyValue(ref RootBuffer source, string className, ObjectBuffer target)
    {
        RootBuffer before = source;
        _reader.ReadValue(ref source, className);
        target.Write(before.Take(source.Position - before.Position));
    }

    private static void CheckEnd(ref RootBuffer inner, string className)
    {
        if (!inner.AtEnd)
            throw new RootException($"The {className} takes {inner.Remaining} bytes less than it has.") { Offset = inner.Position };
    }

    private static RootException CannotMove(string what, int position) =>
        new($"{what} is stored in a way in which it cannot be moved.") { Offset = position };
}

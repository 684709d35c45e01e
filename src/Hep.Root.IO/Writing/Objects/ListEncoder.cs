using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Writing.Objects;

/// <summary>Writes the lists that objects have: of functions, which stay empty, of the labels of an axis, of priors.</summary>
internal static class ListEncoder
{
    private const int ListVersion = 5, CollectionVersion = 9;    // of a collection it is that of TStreamerInfo (TStreamerSTL)
    private const int StreamedMemberWise = 0x4000;

    /// <summary>A TList that is no pointer, without elements.</summary>
    public static void WriteEmpty(ObjectBuffer buffer) => WriteList(buffer, []);

    /// <summary>A pointer to a THashList or TList of TObjStrings; null without any.</summary>
    public static void WriteTexts(ObjectBuffer buffer, string className, RootObject? list)
    {
        RootObject[] texts = [.. (list?.Items ?? []).OfType<RootObject>().Where(o => o.ClassName == "TObjString")];
        if (texts.Length == 0)
        {
            buffer.WriteNull();
            return;
        }
        int tagged = buffer.BeginTagged(className);
        WriteList(buffer, texts);
        buffer.End(tagged);
    }

    /// <summary>
    /// A vector of pairs of numbers, as ROOT streams it: the class of the pairs by its checksum, all first members, all second ones.
    /// </summary>
    /// <exception cref="RootException">The elements are no pairs.</exception>
    public static void WritePairs(ObjectBuffer buffer, WrittenElement element, object? values)
    {
        if (values is not (null or object?[])) throw new RootException($"A {MemberConversion.Describe(values)} is no {element.TypeName}.");
        object?[] pairs = values as object?[] ?? [];
        if (Array.Exists(pairs, p => p is not KeyValuePair<object?, object?>) || CppType.Parse(element.TypeName)?.Element is not { } pair)
            throw new RootException($"A {MemberConversion.Describe(values)} is no {element.TypeName}.");
        WrittenLayout layout = WrittenLayout.Of(pair.Spelling);
        int vector = buffer.Begin(StreamedMemberWise | CollectionVersion);
        buffer.Write((ushort)0);                            // its version is told by the checksum
        buffer.Write(layout.Checksum);
        buffer.Write(pairs.Length);
        foreach (KeyValuePair<object?, object?> each in pairs.Cast<KeyValuePair<object?, object?>>())
            NumberEncoder.Write(buffer, layout.Elements[0].Code, each.Key);
        foreach (KeyValuePair<object?, object?> each in pairs.Cast<KeyValuePair<object?, object?>>())
            NumberEncoder.Write(buffer, layout.Elements[1].Code, each.Value);
        buffer.End(vector);
    }

    private static void WriteList(ObjectBuffer buffer, RootObject[] items)
    {
        int list = buffer.Begin(ListVersion);               // a THashList carries the version of TList, whose streamer writes it
        buffer.WriteObject();
        buffer.Write("");
        buffer.Write(items.Length);
        foreach (RootObject item in items)
        {
            int tagged = buffer.BeginTagged(item.ClassName);
            ObjectEncoder.Write(buffer, item);
            buffer.End(tagged);
            buffer.Write((byte)0);                          // the option of this element
        }
        buffer.End(list);
    }
}

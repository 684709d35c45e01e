namespace Hep.Root.IO.Writing.Objects;

/// <summary>Writes the lists that objects have: of functions, which stay empty, of the labels of an axis, of priors.</summary>
internal static class ListEncoder
{
    private const int ListVersion = 5, CollectionVersion = 9;       // of a collection it is that of TStreamerInfo (WriteBufferSTL)

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

    /// <summary>A vector of which only an empty one is written here: an efficiency's priors for each bin.</summary>
    /// <exception cref="RootException">It has elements.</exception>
    public static void WriteEmptyVector(ObjectBuffer buffer, WrittenElement element, RootObject source)
    {
        if (source[element.Name] is Array { Length: > 0 })
            throw new RootException($"A {source.ClassName} with values in {element.Name} ({element.TypeName}) cannot be written here.");
        int vector = buffer.Begin(CollectionVersion);
        buffer.Write(0);
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

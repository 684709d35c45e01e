using System.Globalization;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Writing.Objects;

/// <summary>The record of streamer infos: a TList that describes every class of which the file holds objects.</summary>
internal static class StreamerInfoRecord
{
    // Versions of the classes that describe classes (TStreamerInfo.h, TStreamerElement.h of ROOT 6).
    private const int ListVersion = 5, InfoVersion = 9, ArrayVersion = 3, ElementVersion = 4;

    // TStreamerInfo and its elements say in fBits that they are on the heap and not deleted; readers do not look.
    private const int BaseElementVersion = 3, StlElementVersion = 3, OtherElementVersion = 2;

    /// <summary>Writes the payload.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="layouts">Of classes whose objects were made here.</param>
    /// <param name="copied">Of classes whose objects were copied.</param>
    public static void Write(ObjectBuffer buffer, IReadOnlyList<WrittenLayout> layouts, IReadOnlyCollection<StoredInfo> copied)
    {
        int list = buffer.Begin(ListVersion);
        buffer.WriteObject();
        buffer.Write("");
        buffer.Write(layouts.Count + copied.Count);
        foreach (WrittenLayout layout in layouts) WriteItem(buffer, layout, WriteInfo);
        foreach (StoredInfo info in copied) WriteItem(buffer, info, WriteInfo);
        buffer.End(list);
    }

    private static void WriteItem<T>(ObjectBuffer buffer, T info, Action<ObjectBuffer, T> write)
    {
        int tagged = buffer.BeginTagged("TStreamerInfo");
        write(buffer, info);
        buffer.End(tagged);
        buffer.Write((byte)0);                              // the list's option of this element
    }

    private static void WriteInfo(ObjectBuffer buffer, StoredInfo stored)
    {
        int info = buffer.Begin(stored.InfoVersion);
        buffer.Write(stored.Head);
        int tagged = buffer.BeginTagged("TObjArray");
        int array = buffer.Begin(stored.ListVersion);
        buffer.Write(stored.ListHead);
        foreach ((string className, byte[] bytes) in stored.Elements)
        {
            int element = buffer.BeginTagged(className);
            buffer.Write(bytes);
            buffer.End(element);
        }
        buffer.End(array);
        buffer.End(tagged);
        buffer.End(info);
    }

    private static void WriteInfo(ObjectBuffer buffer, WrittenLayout layout)
    {
        int info = buffer.Begin(InfoVersion);
        buffer.WriteNamed(layout.ClassName, "");
        buffer.Write(layout.Checksum);
        buffer.Write(layout.Version);
        int tagged = buffer.BeginTagged("TObjArray");
        int array = buffer.Begin(ArrayVersion);
        buffer.WriteObject();
        buffer.Write("");
        buffer.Write(layout.Elements.Count);
        buffer.Write(0);
        foreach (WrittenElement element in layout.Elements) WriteElement(buffer, element);
        buffer.End(array);
        buffer.End(tagged);
        buffer.End(info);
    }

    private static void WriteElement(ObjectBuffer buffer, WrittenElement element)
    {
        int tagged = buffer.BeginTagged("TStreamer" + element.Kind);
        int outer = buffer.Begin(element.Kind switch
        {
            "Base" => BaseElementVersion,
            "STL" => StlElementVersion,
            "ObjectAnyPointer" => 1,
            _ => OtherElementVersion,
        });
        WriteCommon(buffer, element);
        switch (element.Kind)
        {
            case "Base":
                buffer.Write(Number(element.More[0]));
                break;
            case "BasicPointer":
                buffer.Write(Number(element.More[2]));
                buffer.Write(element.More[0]);
                buffer.Write(element.More[1]);
                break;
            case "STL":
                buffer.Write(Number(element.More[0]));
                buffer.Write(Number(element.More[1]));
                break;
        }
        buffer.End(outer);
        buffer.End(tagged);
    }

    private static void WriteCommon(ObjectBuffer buffer, WrittenElement element)
    {
        int common = buffer.Begin(ElementVersion);
        buffer.WriteNamed(element.Name, element.Title);
        buffer.Write(element.Code);
        buffer.Write(element.Size);
        buffer.Write(0);                                    // fArrayLength, fArrayDim: no class that is written has a fixed array
        buffer.Write(0);
        // of a base class its checksum stands where others have their first dimension
        buffer.Write(element.IsBase ? WrittenLayout.Of(element.Name).Checksum : 0u);
        for (int dimension = 1; dimension < 5; dimension++) buffer.Write(0);
        buffer.Write(element.TypeName);
        buffer.End(common);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}

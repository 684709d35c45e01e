using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Writing.Objects;

/// <summary>
/// Writes an object member by member, as the layout of its class says: histograms, profiles, graphs, efficiencies and texts. What the
/// object does not have, since an older version of its class had not, gets what ROOT gives it in a new one.
/// </summary>
internal static class ObjectEncoder
{
    /// <summary>Writes an object, byte count and version first.</summary>
    /// <exception cref="RootException">Its class, or a member, is none that is written here.</exception>
    public static void Write(ObjectBuffer buffer, RootObject source) => Write(buffer, WrittenLayout.Of(source.ClassName), source);

    private static void Write(ObjectBuffer buffer, WrittenLayout layout, RootObject source)
    {
        int at = buffer.Begin(layout.Version);
        foreach (WrittenElement element in layout.Elements) Write(buffer, layout, element, source);
        buffer.End(at);
    }

    private static void Write(ObjectBuffer buffer, WrittenLayout owner, WrittenElement element, RootObject source)
    {
        switch (element.Code)
        {
            case MemberCode.BaseObject:
                buffer.WriteObject(ObjectBits.Of(source), (uint)source.GetNumber("fUniqueID"));
                break;
            case 0 when element.Name.StartsWith("TArray", StringComparison.Ordinal):
                ArrayEncoder.Write(buffer, element.Name, source["fArray"]);
                break;
            case 0 or MemberCode.Named:
                Write(buffer, WrittenLayout.Of(element.Name), source);
                break;
            case MemberCode.Text:
                buffer.Write(source.GetText(element.Name));
                break;
            case MemberCode.Any:
                ArrayEncoder.Write(buffer, element.ClassName, source[element.Name]);
                break;
            case MemberCode.ObjectByValue:
                Write(buffer, source.GetObject(element.Name) ?? HistogramDefaults.Axis(element.Name));
                break;
            case MemberCode.ObjectInPlace:
                ListEncoder.WriteEmpty(buffer);             // functions drawn with a histogram are not kept
                break;
            case MemberCode.ObjectPointer:
                WritePointer(buffer, element, source.GetObject(element.Name));
                break;
            case MemberCode.Streamed:
                ListEncoder.WritePairs(buffer, element, source[element.Name]);
                break;
            case > BasicType.CountedPointer and < BasicType.CountedPointer + BasicType.FixedArray:
                WriteCounted(buffer, element, source);
                break;
            default:
                NumberEncoder.Write(buffer, element.Code, Member(owner, element, source));
                break;
        }
    }

    // Histograms, those that are frames of graphs too. Functions are not kept.
    private static void WritePointer(ObjectBuffer buffer, WrittenElement element, RootObject? pointed)
    {
        if (element.ClassName is not ("TH1" or "TH1F")) ListEncoder.WriteTexts(buffer, element.ClassName, pointed);
        else if (pointed is null) buffer.WriteNull();
        else
        {
            int tagged = buffer.BeginTagged(pointed.ClassName);
            Write(buffer, pointed);
            buffer.End(tagged);
        }
    }

    // A counter is written before what it counts, and says how many there are.
    private static object? Member(WrittenLayout owner, WrittenElement element, RootObject source)
    {
        if (element.Code == BasicType.Counter)
            return owner.Elements.FirstOrDefault(e => e.More.Length == 3 && e.More[0] == element.Name) is { } counted
                && source[counted.Name] is Array values ? values.Length : 0;
        return source.Has(element.Name) ? source[element.Name] : HistogramDefaults.Of(owner.ClassName, element.Name);
    }

    private static void WriteCounted(ObjectBuffer buffer, WrittenElement element, RootObject source)
    {
        if (source[element.Name] is not Array { Length: > 0 } values)
        {
            buffer.Write((byte)0);
            return;
        }
        buffer.Write((byte)1);
        NumberEncoder.WriteAll(buffer, element.Code - BasicType.CountedPointer, values);
    }
}

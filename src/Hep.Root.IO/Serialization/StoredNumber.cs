namespace Hep.Root.IO.Serialization;

/// <summary>A kind of stored number: one value, or many.</summary>
/// <param name="Width">Bytes of one stored value.</param>
internal abstract record StoredNumber(int Width)
{
    /// <summary>One value, in the C# type that holds it.</summary>
    public abstract object Read(ref RootBuffer buffer);

    /// <summary>Several values, as an array of the type that holds one.</summary>
    public abstract Array ReadArray(ref RootBuffer buffer, int count);

    /// <summary>
    /// The numbers of a member, whether it holds one, a fixed array or a counted one; null where it holds something else.
    /// </summary>
    public static StoredNumber? Of(StreamerElement element)
    {
        int code = element.Type switch
        {
            > BasicType.CountedPointer and < BasicType.CountedPointer + BasicType.FixedArray => element.Type - BasicType.CountedPointer,
            > BasicType.FixedArray and < BasicType.CountedPointer => element.Type - BasicType.FixedArray,
            _ => element.Type,
        };
        return code switch
        {
            BasicType.Double32 => PackedNumber.Double32(PackedRange.Parse(element.Title)),
            BasicType.Float16 => PackedNumber.Float16(PackedRange.Parse(element.Title)),
            _ => BasicType.Find(code),
        };
    }

    /// <summary>The numbers of a C++ type; null where it is no number.</summary>
    public static StoredNumber? Of(string cpp) => cpp switch
    {
        "Double32_t" => PackedNumber.Double32(null),
        "Float16_t" => PackedNumber.Float16(null),
        _ => BasicType.Find(cpp),
    };
}

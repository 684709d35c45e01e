using Hep.Jagged;

namespace Hep.Root.IO.Writing.NTuple;

/// <summary>
/// How the elements of a column are stored: the numbers of its plain form and of the one that compresses better, bytes of an element in
/// memory, and what happens to elements before their bytes are split.
/// </summary>
/// <param name="Element">What the elements are; null for the ends of lists.</param>
/// <param name="CppName">The type of a field with this column.</param>
/// <param name="Plain">The column's type in a file without compression ("Column types" of the specification).</param>
/// <param name="Split">Its type with compression.</param>
/// <param name="Width">Bytes of an element in memory.</param>
/// <param name="Bits">Bits of an element in a page.</param>
/// <param name="Step">What is done to elements of a page before their bytes are split.</param>
internal sealed record PageType(
    ElementType? Element, string CppName, ushort Plain, ushort Split, int Width, ushort Bits, PageStep Step = PageStep.None)
{
    /// <summary>Ends of lists, counted in elements of the cluster.</summary>
    public static readonly PageType Index = new(null, "", 0x0F, 0x1B, 8, 64, PageStep.Delta);

    /// <summary>The characters of texts.</summary>
    public static readonly PageType Character = new(ElementType.String, "std::string", 0x02, 0x02, 1, 8);

    private static readonly PageType[] All =
    [
        new(ElementType.Bool, "bool", 0x00, 0x00, 1, 1),
        new(ElementType.Int8, "std::int8_t", 0x03, 0x03, 1, 8),
        new(ElementType.UInt8, "std::uint8_t", 0x04, 0x04, 1, 8),
        new(ElementType.Int16, "std::int16_t", 0x05, 0x11, 2, 16, PageStep.ZigZag),
        new(ElementType.UInt16, "std::uint16_t", 0x06, 0x12, 2, 16),
        new(ElementType.Int32, "std::int32_t", 0x07, 0x13, 4, 32, PageStep.ZigZag),
        new(ElementType.UInt32, "std::uint32_t", 0x08, 0x14, 4, 32),
        new(ElementType.Int64, "std::int64_t", 0x09, 0x15, 8, 64, PageStep.ZigZag),
        new(ElementType.UInt64, "std::uint64_t", 0x0A, 0x16, 8, 64),
        new(ElementType.Float32, "float", 0x0C, 0x18, 4, 32),
        new(ElementType.Float64, "double", 0x0D, 0x19, 8, 64),
        Character,
    ];

    /// <summary>The row of a type; null for bytes that nobody described.</summary>
    public static PageType? Find(ElementType type) => Array.Find(All, t => t.Element == type);

    /// <summary>Bytes of a page of so many elements, before compression.</summary>
    public int PageBytes(int elements) => checked((int)(((long)elements * Bits + 7) / 8));
}

/// <summary>What is done to the elements of a page before their bytes are split.</summary>
internal enum PageStep
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>Signs go to the lowest bit, so that small numbers have small bytes.</summary>
    ZigZag,
    /// <summary>Each is what it is above the one before; the first stays.</summary>
    Delta,
}

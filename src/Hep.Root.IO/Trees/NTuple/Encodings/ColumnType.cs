using Hep.Jagged;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>How the elements of a page are laid out, on top of what one element is.</summary>
internal enum PageLayout
{
    /// <summary>Element after element, little-endian.</summary>
    Plain,
    /// <summary>All first bytes, then all second bytes, and so on.</summary>
    Split,
    /// <summary>Split, of integers whose lowest bit is the sign.</summary>
    SplitZigZag,
    /// <summary>Split, of differences to the element before.</summary>
    SplitDelta,
    /// <summary>Elements of any number of bits, the lowest bit first.</summary>
    Packed,
}

/// <summary>What the elements of a column mean.</summary>
internal enum ColumnContent
{
    /// <summary>Numbers, truth values, characters.</summary>
    Value,
    /// <summary>Where the elements of each list end, counted in the cluster.</summary>
    Index,
    /// <summary>Which alternative a variant has, and the place among its elements.</summary>
    Switch,
}

/// <summary>A type of columns: the table of the specification ("Column Description"), a row for each.</summary>
/// <param name="Code">Its number in the file.</param>
/// <param name="Name">What the specification calls it.</param>
/// <param name="MinBits">The fewest bits of an element.</param>
/// <param name="MaxBits">And the most.</param>
/// <param name="Element">What an element is once it is decoded.</param>
/// <param name="Layout">How a page holds them.</param>
/// <param name="Content">What they mean.</param>
internal sealed record ColumnType(
    int Code, string Name, int MinBits, int MaxBits, ElementType Element, PageLayout Layout, ColumnContent Content = ColumnContent.Value)
{
    private static readonly ColumnType[] Table =
    [
        new(0x00, "Bit", 1, 1, ElementType.Bool, PageLayout.Packed),
        new(0x01, "Byte", 8, 8, ElementType.UInt8, PageLayout.Plain),
        new(0x02, "Char", 8, 8, ElementType.UInt8, PageLayout.Plain),
        new(0x03, "Int8", 8, 8, ElementType.Int8, PageLayout.Plain),
        new(0x04, "UInt8", 8, 8, ElementType.UInt8, PageLayout.Plain),
        new(0x05, "Int16", 16, 16, ElementType.Int16, PageLayout.Plain),
        new(0x06, "UInt16", 16, 16, ElementType.UInt16, PageLayout.Plain),
        new(0x07, "Int32", 32, 32, ElementType.Int32, PageLayout.Plain),
        new(0x08, "UInt32", 32, 32, ElementType.UInt32, PageLayout.Plain),
        new(0x09, "Int64", 64, 64, ElementType.Int64, PageLayout.Plain),
        new(0x0A, "UInt64", 64, 64, ElementType.UInt64, PageLayout.Plain),
        new(0x0B, "Real16", 16, 16, ElementType.Float32, PageLayout.Plain),
        new(0x0C, "Real32", 32, 32, ElementType.Float32, PageLayout.Plain),
        new(0x0D, "Real64", 64, 64, ElementType.Float64, PageLayout.Plain),
        new(0x0E, "Index32", 32, 32, ElementType.Int64, PageLayout.Plain, ColumnContent.Index),
        new(0x0F, "Index64", 64, 64, ElementType.Int64, PageLayout.Plain, ColumnContent.Index),
        new(0x10, "Switch", 96, 96, ElementType.Int8, PageLayout.Plain, ColumnContent.Switch),
        new(0x11, "SplitInt16", 16, 16, ElementType.Int16, PageLayout.SplitZigZag),
        new(0x12, "SplitUInt16", 16, 16, ElementType.UInt16, PageLayout.Split),
        new(0x13, "SplitInt32", 32, 32, ElementType.Int32, PageLayout.SplitZigZag),
        new(0x14, "SplitUInt32", 32, 32, ElementType.UInt32, PageLayout.Split),
        new(0x15, "SplitInt64", 64, 64, ElementType.Int64, PageLayout.SplitZigZag),
        new(0x16, "SplitUInt64", 64, 64, ElementType.UInt64, PageLayout.Split),
        new(0x17, "SplitReal16", 16, 16, ElementType.Float32, PageLayout.Split),
        new(0x18, "SplitReal32", 32, 32, ElementType.Float32, PageLayout.Split),
        new(0x19, "SplitReal64", 64, 64, ElementType.Float64, PageLayout.Split),
        new(0x1A, "SplitIndex32", 32, 32, ElementType.Int64, PageLayout.SplitDelta, ColumnContent.Index),
        new(0x1B, "SplitIndex64", 64, 64, ElementType.Int64, PageLayout.SplitDelta, ColumnContent.Index),
        new(0x1C, "Real32Trunc", 10, 31, ElementType.Float32, PageLayout.Packed),
        new(QuantisedCode, "Real32Quant", 1, 32, ElementType.Float32, PageLayout.Packed),
    ];

    private const int QuantisedCode = 0x1D;

    /// <summary>Whether its values are integers that stand for a range.</summary>
    public bool IsRanged => Code == QuantisedCode;

    /// <summary>The type of a number; null for one that came after format 1.0.</summary>
    public static ColumnType? Find(int code) => (uint)code < (uint)Table.Length ? Table[code] : null;
}

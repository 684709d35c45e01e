using Hep.Jagged;

namespace Hep.Root.IO.Writing.Branches;

/// <summary>
/// How values of a type are stored in a tree: the class of their leaf, the letter in its title, the name in C++, and what writes them.
/// </summary>
internal sealed record BranchType(ElementType Element, string ClassName, char Letter, string CppName, ElementEncoders Encoders)
{
    // TTree's table of types (TTree.cxx, "Adding a column of Fundamental Type"); small letters are unsigned.
    private static readonly BranchType[] All =
    [
        new(ElementType.Bool, "TLeafO", 'O', "bool", new NumberEncoders<bool>()),
        new(ElementType.Int8, "TLeafB", 'B', "char", new IntegerEncoders<sbyte>()),
        new(ElementType.UInt8, "TLeafB", 'b', "unsigned char", new IntegerEncoders<byte>()),
        new(ElementType.Int16, "TLeafS", 'S', "short", new IntegerEncoders<short>()),
        new(ElementType.UInt16, "TLeafS", 's', "unsigned short", new IntegerEncoders<ushort>()),
        new(ElementType.Int32, "TLeafI", 'I', "int", new IntegerEncoders<int>()),
        new(ElementType.UInt32, "TLeafI", 'i', "unsigned int", new IntegerEncoders<uint>()),
        new(ElementType.Int64, "TLeafL", 'L', "Long64_t", new IntegerEncoders<long>()),
        new(ElementType.UInt64, "TLeafL", 'l', "ULong64_t", new IntegerEncoders<ulong>()),
        new(ElementType.Float32, "TLeafF", 'F', "float", new NumberEncoders<float>()),
        new(ElementType.Float64, "TLeafD", 'D', "double", new NumberEncoders<double>()),
        new(ElementType.String, "TLeafC", 'C', "string", new TextEncoders()),
    ];

    /// <summary>The row of a type; null for bytes that nobody described.</summary>
    public static BranchType? Find(ElementType type) => Array.Find(All, t => t.Element == type);

    /// <summary>
    /// The row of a counter: the longest list is told in the type of the leaf, with a sign (TLeafB::fMaximum is a Char_t, TLeafS::fMaximum
    /// a Short_t, of unsigned leaves too), so that unsigned bytes and shorts count as ints.
    /// </summary>
    public static BranchType OfCounter(ElementType type) =>
        Find(type is ElementType.UInt8 or ElementType.UInt16 ? ElementType.Int32 : type)!;

    /// <summary>Bytes of one value.</summary>
    public int Width => Element.Width;

    public bool IsUnsigned => char.IsLower(Letter);
}

using System.Globalization;

namespace Hep.Jagged;

/// <summary>The type of an NPY array's elements, as its header describes it.</summary>
/// <param name="Element">What one element is; <see cref="ElementType.String"/> for text.</param>
/// <param name="Width">Bytes of one element.</param>
/// <param name="IsBigEndian">Whether the most significant byte comes first.</param>
/// <param name="Code">The letter of the kind: b, i, u, f, U or S.</param>
internal readonly record struct NpyType(ElementType Element, int Width, bool IsBigEndian, char Code)
{
    private const int MaximumTextBytes = 1 << 24;

    private static readonly (string Code, ElementType Type)[] Numbers =
    [
        ("b1", ElementType.Bool), ("i1", ElementType.Int8), ("i2", ElementType.Int16), ("i4", ElementType.Int32), ("i8", ElementType.Int64),
        ("u1", ElementType.UInt8), ("u2", ElementType.UInt16), ("u4", ElementType.UInt32), ("u8", ElementType.UInt64),
        ("f4", ElementType.Float32), ("f8", ElementType.Float64),
    ];

    /// <summary>
    /// As NumPy writes it: <c>&lt;f4</c>, <c>|b1</c>, <c>&lt;U12</c> (the width of text counts characters of four bytes).
    /// </summary>
    public string Description
    {
        get
        {
            string order = Code == 'S' || (Code != 'U' && Width == 1) ? "|" : IsBigEndian ? ">" : "<";
            return string.Create(CultureInfo.InvariantCulture, $"{order}{Code}{(Code == 'U' ? Width / 4 : Width)}");
        }
    }

    public static NpyType Of<T>() where T : unmanaged => OfNumber(ElementTypes.Of<T>());

    /// <summary>Text of at most so many code points.</summary>
    public static NpyType Text(int length) => new(ElementType.String, checked(length * 4), false, 'U');

    /// <exception cref="PipelineException">The type is not read.</exception>
    public static NpyType Parse(string description)
    {
        if (description.Length >= 3 && description[0] is '<' or '>' or '|' or '=')
        {
            string code = description[1..];
            foreach ((string known, ElementType type) in Numbers)
                if (known == code) return OfNumber(type) with { IsBigEndian = description[0] == '>' };
            if (code[0] is 'U' or 'S' && int.TryParse(code.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int length)
                && length is > 0 and <= MaximumTextBytes)
                return new NpyType(ElementType.String, code[0] == 'U' ? length * 4 : length, description[0] == '>', code[0]);
        }
        throw new PipelineException($"NPY type '{description}' is not read: bool, integers, float32, float64 and texts are.");
    }

    private static NpyType OfNumber(ElementType type)
    {
        string code = Array.Find(Numbers, n => n.Type == type).Code;
        return new NpyType(type, type.Width, false, code[0]);
    }
}

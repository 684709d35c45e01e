namespace Hep.Jagged;

/// <summary>Facts about element types.</summary>
public static class ElementTypes
{
    private static readonly string[] Names =
        ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64", "string", "bytes"];

    /// <summary>The element type that values of <typeparamref name="T"/> have.</summary>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is no type of a column.</exception>
    public static ElementType Of<T>() where T : unmanaged =>
        typeof(T) == typeof(bool) ? ElementType.Bool
        : typeof(T) == typeof(sbyte) ? ElementType.Int8
        : typeof(T) == typeof(short) ? ElementType.Int16
        : typeof(T) == typeof(int) ? ElementType.Int32
        : typeof(T) == typeof(long) ? ElementType.Int64
        : typeof(T) == typeof(byte) ? ElementType.UInt8
        : typeof(T) == typeof(ushort) ? ElementType.UInt16
        : typeof(T) == typeof(uint) ? ElementType.UInt32
        : typeof(T) == typeof(ulong) ? ElementType.UInt64
        : typeof(T) == typeof(float) ? ElementType.Float32
        : typeof(T) == typeof(double) ? ElementType.Float64
        : throw new NotSupportedException($"A column holds bools, integers and floats, not {typeof(T)}.");

    extension(ElementType type)
    {
        /// <summary>The name files and messages use: <c>float32</c>, <c>string</c>.</summary>
        public string Name => Names[(int)type];

        /// <summary>Bytes of one value; for text and bytes, of one character.</summary>
        public int Width => type switch
        {
            ElementType.Int16 or ElementType.UInt16 => 2,
            ElementType.Int32 or ElementType.UInt32 or ElementType.Float32 => 4,
            ElementType.Int64 or ElementType.UInt64 or ElementType.Float64 => 8,
            _ => 1,
        };

        /// <summary>Whether values lie below a level of offsets of their own: text and bytes.</summary>
        public bool HasCharacters => type is ElementType.String or ElementType.Bytes;

        /// <summary>Whether values are numbers or truth values.</summary>
        public bool IsNumeric => type < ElementType.String;

        /// <summary>Whether values are integers, signed or not.</summary>
        public bool IsInteger => type is >= ElementType.Int8 and <= ElementType.UInt64;
    }

    /// <summary>The element type of a name such as <c>float32</c>.</summary>
    public static bool TryParse(string name, out ElementType type)
    {
        int index = Array.IndexOf(Names, name);
        type = (ElementType)Math.Max(index, 0);
        return index >= 0;
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hep.Root.IO.Serialization;

/// <summary>ROOT's codes of stored numbers (TVirtualStreamerInfo::EReadWrite), and how each is read.</summary>
/// <param name="Code">The code of one value; +20 is a fixed array, +40 a counted pointer.</param>
/// <param name="ElementType">What the values are in a column.</param>
/// <param name="Width">Bytes of one stored value.</param>
internal sealed record BasicType(int Code, Jagged.ElementType ElementType, int Width) : StoredNumber(Width)
{
    public const int FixedArray = 20;
    public const int CountedPointer = 40;
    public const int Counter = 6;
    public const int CharPointer = 7;
    public const int Double32 = 9;
    public const int LegacyChar = 10;
    public const int Bits = 15;
    public const int Float16 = 19;

    private static readonly BasicType?[] Table = MakeTable(
        new(1, Jagged.ElementType.Int8, 1), new(2, Jagged.ElementType.Int16, 2), new(3, Jagged.ElementType.Int32, 4),
        new(4, Jagged.ElementType.Int64, 8),
        new(5, Jagged.ElementType.Float32, 4), new(Counter, Jagged.ElementType.Int32, 4), new(8, Jagged.ElementType.Float64, 8),
        new(LegacyChar, Jagged.ElementType.UInt8, 1),
        new(11, Jagged.ElementType.UInt8, 1), new(12, Jagged.ElementType.UInt16, 2), new(13, Jagged.ElementType.UInt32, 4),
        new(14, Jagged.ElementType.UInt64, 8),
        new(Bits, Jagged.ElementType.UInt32, 4), new(16, Jagged.ElementType.Int64, 8), new(17, Jagged.ElementType.UInt64, 8),
        new(18, Jagged.ElementType.Bool, 1));

    // The C++ spellings that streamer infos and class names use.
    private static readonly Dictionary<string, int> Codes = new(StringComparer.Ordinal)
    {
        ["char"] = 1, ["Char_t"] = 1, ["signed char"] = 1, ["int8_t"] = 1, ["short"] = 2, ["Short_t"] = 2, ["int16_t"] = 2,
        ["short int"] = 2,
        ["int"] = 3, ["Int_t"] = 3, ["int32_t"] = 3, ["long"] = 4, ["Long_t"] = 4, ["long int"] = 4, ["float"] = 5, ["Float_t"] = 5,
        ["double"] = 8, ["Double_t"] = 8, ["unsigned char"] = 11, ["UChar_t"] = 11, ["uint8_t"] = 11, ["Byte_t"] = 11,
        ["unsigned short"] = 12, ["UShort_t"] = 12, ["uint16_t"] = 12, ["unsigned int"] = 13, ["UInt_t"] = 13, ["uint32_t"] = 13,
        ["unsigned"] = 13,
        ["unsigned long"] = 14, ["ULong_t"] = 14, ["size_t"] = 14, ["long long"] = 16, ["Long64_t"] = 16, ["int64_t"] = 16,
        ["unsigned long long"] = 17, ["ULong64_t"] = 17, ["uint64_t"] = 17, ["bool"] = 18, ["Bool_t"] = 18,
    };

    /// <summary>Whether a code is that of a fixed array: 20 above that of its elements, which may be objects and collections too.</summary>
    public static bool IsArray(int code) => code is > FixedArray and < CountedPointer or > 80 and < 92 or 320 or 385 or 520;

    /// <summary>Whether a code is that of a pointer to as many numbers as another member says.</summary>
    public static bool IsCounted(int code) => code is > CountedPointer and < CountedPointer + FixedArray;

    /// <summary>The type of a code without its array or pointer offset; null for objects, text and truncated floats.</summary>
    public static BasicType? Find(int code) => (uint)code < (uint)Table.Length ? Table[code] : null;

    /// <summary>Whether a code without its offset is a number of any form, plain or packed.</summary>
    public static bool IsNumber(int code) => code is Double32 or Float16 || Find(code) is not null;

    /// <summary>The type of a C++ name; null where it is no number.</summary>
    public static BasicType? Find(string cpp) => Codes.TryGetValue(cpp, out int code) ? Table[code] : null;

    /// <summary>A C++ name of a code; null where it is no number.</summary>
    public static string? NameOf(int code) => Codes.FirstOrDefault(c => c.Value == code).Key;

    /// <summary>One value as an object: for metadata, where there are few.</summary>
    public override object Read(ref RootBuffer buffer) => ElementType switch
    {
        Jagged.ElementType.Bool => buffer.ReadBool(),
        Jagged.ElementType.Int8 => (sbyte)buffer.ReadByte(),
        Jagged.ElementType.UInt8 => buffer.ReadByte(),
        Jagged.ElementType.Int16 => buffer.ReadInt16(),
        Jagged.ElementType.UInt16 => buffer.ReadUInt16(),
        Jagged.ElementType.Int32 => buffer.ReadInt32(),
        Jagged.ElementType.UInt32 => buffer.ReadUInt32(),
        Jagged.ElementType.Int64 => buffer.ReadInt64(),
        Jagged.ElementType.UInt64 => buffer.ReadUInt64(),
        Jagged.ElementType.Float32 => buffer.ReadSingle(),
        _ => buffer.ReadDouble(),
    };

    /// <summary>Several values, as an array of the type that holds one.</summary>
    public override Array ReadArray(ref RootBuffer buffer, int count)
    {
        ReadOnlySpan<byte> bytes = buffer.Take(count, Width);
        return ElementType switch
        {
            Jagged.ElementType.Bool => ToBooleans(bytes),
            Jagged.ElementType.Int8 => MemoryMarshal.Cast<byte, sbyte>(bytes).ToArray(),
            Jagged.ElementType.UInt8 => bytes.ToArray(),
            Jagged.ElementType.Int16 => Swap<short>(bytes),
            Jagged.ElementType.UInt16 => Swap<ushort>(bytes),
            Jagged.ElementType.Int32 => Swap<int>(bytes),
            Jagged.ElementType.UInt32 => Swap<uint>(bytes),
            Jagged.ElementType.Int64 => Swap<long>(bytes),
            Jagged.ElementType.UInt64 => Swap<ulong>(bytes),
            Jagged.ElementType.Float32 => Swap<float>(bytes),
            _ => Swap<double>(bytes),
        };
    }

    private static bool[] ToBooleans(ReadOnlySpan<byte> bytes)
    {
        bool[] values = new bool[bytes.Length];
        for (int i = 0; i < values.Length; i++) values[i] = bytes[i] != 0;   // files hold others than 1
        return values;
    }

    private static T[] Swap<T>(ReadOnlySpan<byte> bytes) where T : unmanaged
    {
        T[] values = new T[bytes.Length / Unsafe.SizeOf<T>()];
        BigEndian.Copy(bytes, values.AsSpan());
        return values;
    }

    private static BasicType?[] MakeTable(params BasicType[] types)
    {
        BasicType?[] table = new BasicType?[20];
        foreach (BasicType type in types) table[type.Code] = type;
        return table;
    }
}

using System.Text.Json;

namespace Hep.Inference;

/// <summary>
/// Numbers and truth values in JSON. Integers of 64 bits never pass through a double. NaN and the infinities are read from the
/// strings <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c>, NaN also from <c>null</c>.
/// </summary>
public static class JsonNumbers
{
    /// <summary>Reads the value at which the reader stands.</summary>
    /// <typeparam name="T">bool, an integer, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <returns>
    /// False where there is none of this type: another kind of value, a fraction for an integer, or a number beyond its range.
    /// </returns>
    public static bool TryRead<T>(ref Utf8JsonReader reader, out T value) where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return TryReadSingle(ref reader, out float single).With(single, out value);
        if (typeof(T) == typeof(double)) return TryReadDouble(ref reader, out double number).With(number, out value);
        if (typeof(T) == typeof(bool))
            return (reader.TokenType is JsonTokenType.True or JsonTokenType.False).With(reader.TokenType == JsonTokenType.True, out value);
        if (reader.TokenType != JsonTokenType.Number) return false.With(default(T), out value);
        if (typeof(T) == typeof(long)) return reader.TryGetInt64(out long i64).With(i64, out value);
        if (typeof(T) == typeof(int)) return reader.TryGetInt32(out int i32).With(i32, out value);
        if (typeof(T) == typeof(short)) return reader.TryGetInt16(out short i16).With(i16, out value);
        if (typeof(T) == typeof(sbyte)) return reader.TryGetSByte(out sbyte i8).With(i8, out value);
        if (typeof(T) == typeof(ulong)) return reader.TryGetUInt64(out ulong u64).With(u64, out value);
        if (typeof(T) == typeof(uint)) return reader.TryGetUInt32(out uint u32).With(u32, out value);
        if (typeof(T) == typeof(ushort)) return reader.TryGetUInt16(out ushort u16).With(u16, out value);
        if (typeof(T) == typeof(byte)) return reader.TryGetByte(out byte u8).With(u8, out value);
        throw new NotSupportedException($"JSON carries no {typeof(T)}.");
    }

    /// <summary>Writes a value; floating-point numbers with as many digits as bring them back exactly.</summary>
    /// <typeparam name="T">bool, an integer, <see cref="float"/> or <see cref="double"/>.</typeparam>
    public static void Write<T>(Utf8JsonWriter writer, T value, JsonNaN nan) where T : unmanaged
    {
        switch (value)
        {
            case float single: WriteSingle(writer, single, nan); break;
            case double number: WriteDouble(writer, number, nan); break;
            case bool truth: writer.WriteBooleanValue(truth); break;
            case ulong u64: writer.WriteNumberValue(u64); break;
            case long i64: writer.WriteNumberValue(i64); break;
            case int i32: writer.WriteNumberValue(i32); break;
            case short i16: writer.WriteNumberValue(i16); break;
            case sbyte i8: writer.WriteNumberValue(i8); break;
            case uint u32: writer.WriteNumberValue(u32); break;
            case ushort u16: writer.WriteNumberValue(u16); break;
            case byte u8: writer.WriteNumberValue(u8); break;
            default: throw new NotSupportedException($"JSON carries no {typeof(T)}.");
        }
    }

    private static bool TryReadSingle(ref Utf8JsonReader reader, out float value)
    {
        if (reader.TokenType == JsonTokenType.Number)
            return (!reader.HasValueSequence && SingleParser.TryRead(reader.ValueSpan, out value))
                || (reader.TryGetSingle(out value) && float.IsFinite(value));   // 1e99 is no single
        bool isNamed = TryReadNamed(ref reader, out double named);
        value = (float)named;
        return isNamed;
    }

    private static bool TryReadDouble(ref Utf8JsonReader reader, out double value) =>
        reader.TokenType == JsonTokenType.Number
            ? reader.TryGetDouble(out value) && double.IsFinite(value)
            : TryReadNamed(ref reader, out value);

    private static bool TryReadNamed(ref Utf8JsonReader reader, out double value)
    {
        value = double.NaN;
        if (reader.TokenType == JsonTokenType.Null) return true;
        if (reader.TokenType != JsonTokenType.String) return false;
        if (reader.ValueTextEquals("NaN"u8)) return true;
        if (reader.ValueTextEquals("Infinity"u8)) value = double.PositiveInfinity;
        else if (reader.ValueTextEquals("-Infinity"u8)) value = double.NegativeInfinity;
        else return false;
        return true;
    }

    private static void WriteSingle(Utf8JsonWriter writer, float value, JsonNaN nan)
    {
        if (float.IsFinite(value)) writer.WriteNumberValue(value);
        else WriteNamed(writer, value, nan);
    }

    private static void WriteDouble(Utf8JsonWriter writer, double value, JsonNaN nan)
    {
        if (double.IsFinite(value)) writer.WriteNumberValue(value);
        else WriteNamed(writer, value, nan);
    }

    private static void WriteNamed(Utf8JsonWriter writer, double value, JsonNaN nan)
    {
        if (double.IsNaN(value) && nan == JsonNaN.Null) writer.WriteNullValue();
        else writer.WriteStringValue(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
    }

    /// <summary>
    /// Hands a value of known type over as <typeparamref name="T"/>; the branch that calls it has settled that they are one type.
    /// </summary>
    private static bool With<TKnown, T>(this bool isRead, TKnown known, out T value) where TKnown : unmanaged where T : unmanaged
    {
        value = System.Runtime.CompilerServices.Unsafe.BitCast<TKnown, T>(known);
        return isRead;
    }
}

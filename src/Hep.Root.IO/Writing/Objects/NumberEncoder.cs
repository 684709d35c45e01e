using System.Buffers.Binary;
using System.Globalization;
using Hep.Jagged;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Writing.Objects;

/// <summary>Writes numbers of an object in the type that its layout says.</summary>
internal static class NumberEncoder
{
    /// <param name="buffer">Where to.</param>
    /// <param name="code">ROOT's code of the number.</param>
    /// <param name="value">A number of any type that fits; null is 0.</param>
    /// <exception cref="RootException">It does not fit, or the code is none of a plain number.</exception>
    public static void Write(ObjectBuffer buffer, int code, object? value)
    {
        BasicType type = TypeOf(code);
        IConvertible number = value as IConvertible ?? 0;
        CultureInfo culture = CultureInfo.InvariantCulture;
        try
        {
            switch (type.ElementType)
            {
                case ElementType.Bool: buffer.Write(number.ToBoolean(culture)); break;
                case ElementType.Int8: buffer.Write((byte)number.ToSByte(culture)); break;
                case ElementType.UInt8: buffer.Write(number.ToByte(culture)); break;
                case ElementType.Int16: buffer.Write(number.ToInt16(culture)); break;
                case ElementType.UInt16: buffer.Write(number.ToUInt16(culture)); break;
                case ElementType.Int32: buffer.Write(number.ToInt32(culture)); break;
                case ElementType.UInt32: buffer.Write(number.ToUInt32(culture)); break;
                case ElementType.Int64: buffer.Write(number.ToInt64(culture)); break;
                case ElementType.UInt64: buffer.Write(unchecked((long)number.ToUInt64(culture))); break;
                case ElementType.Float32: buffer.Write(number.ToSingle(culture)); break;
                default: buffer.Write(number.ToDouble(culture)); break;
            }
        }
        catch (OverflowException overflow)
        {
            throw Unfit(value, type, overflow);
        }
    }

    /// <summary>Writes an array: at once where it has the type of the layout, as what was read and sums of doubles have.</summary>
    /// <inheritdoc cref="Write(ObjectBuffer, int, object?)"/>
    public static void WriteAll(ObjectBuffer buffer, int code, Array values)
    {
        BasicType type = TypeOf(code);
        bool isWritten = type.ElementType switch
        {
            ElementType.Int8 => TryWriteAll<sbyte>(buffer, values),
            ElementType.Int16 => TryWriteAll<short>(buffer, values),
            ElementType.Int32 => TryWriteAll<int>(buffer, values),
            ElementType.Float32 => TryWriteAll<float>(buffer, values),
            ElementType.Float64 => TryWriteAll<double>(buffer, values),
            _ => false,
        };
        if (isWritten) return;
        if (values is double[] doubles) WriteAll(buffer, type, doubles);
        else
            foreach (object? value in values) Write(buffer, code, value);
    }

    // By the exact type: the runtime would take a uint[] for an int[], which does not hold all of its values.
    private static bool TryWriteAll<T>(ObjectBuffer buffer, Array values) where T : unmanaged
    {
        if (values.GetType() != typeof(T[])) return false;
        buffer.WriteAll<T>((T[])values);
        return true;
    }

    // Sums of all bins are doubles, whatever the bins are: none becomes an object on its way.
    private static void WriteAll(ObjectBuffer buffer, BasicType type, double[] values)
    {
        if (type.ElementType is not (ElementType.Float32 or ElementType.Int32 or ElementType.Int16 or ElementType.Int8))
        {
            foreach (double value in values) Write(buffer, type.Code, value);
            return;
        }
        Span<byte> all = buffer.Take((long)values.Length * type.Width);
        int at = 0;
        try
        {
            for (; at < values.Length; at++)
            {
                Span<byte> to = all.Slice(at * type.Width, type.Width);
                switch (type.ElementType)
                {
                    case ElementType.Float32: BinaryPrimitives.WriteSingleBigEndian(to, (float)values[at]); break;
                    case ElementType.Int32: BinaryPrimitives.WriteInt32BigEndian(to, Convert.ToInt32(values[at])); break;
                    case ElementType.Int16: BinaryPrimitives.WriteInt16BigEndian(to, Convert.ToInt16(values[at])); break;
                    default: to[0] = (byte)Convert.ToSByte(values[at]); break;
                }
            }
        }
        catch (OverflowException overflow)
        {
            throw Unfit(values[at], type, overflow);
        }
    }

    private static BasicType TypeOf(int code) =>
        BasicType.Find(code) ?? throw new RootException($"Members of code {code} cannot be written here.");

    private static RootException Unfit(object? value, BasicType type, OverflowException overflow) =>
        new($"{value} does not fit a member of type {type.ElementType.Name}.", overflow);
}

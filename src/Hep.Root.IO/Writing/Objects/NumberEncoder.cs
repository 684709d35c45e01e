using System.Globalization;
using Hep.Jagged;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Writing.Objects;

/// <summary>Writes one number of an object in the type that its layout says.</summary>
internal static class NumberEncoder
{
    /// <param name="buffer">Where to.</param>
    /// <param name="code">ROOT's code of the number.</param>
    /// <param name="value">A number of any type that fits; null is 0.</param>
    /// <exception cref="RootException">It does not fit, or the code is none of a plain number.</exception>
    public static void Write(ObjectBuffer buffer, int code, object? value)
    {
        if (BasicType.Find(code) is not { } type) throw new RootException($"Members of code {code} cannot be written here.");
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
            throw new RootException($"{value} does not fit a member of type {type.ElementType.Name}.", overflow);
        }
    }
}

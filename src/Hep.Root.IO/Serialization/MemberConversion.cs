using System.Globalization;
using System.Numerics.Tensors;

namespace Hep.Root.IO.Serialization;

/// <summary>Gives members in the types that people ask for, where nothing is lost.</summary>
internal static class MemberConversion
{
    public static bool TryConvert<T>(object? value, out T? converted)
    {
        (bool fits, object? result) = value switch
        {
            null => (default(T) is null, null),
            // The runtime takes an int[] for a uint[]: arrays are compared by their exact type.
            Array numbers when typeof(T).IsArray => Found(numbers.GetType() == typeof(T) ? numbers : Numbers(numbers, typeof(T))),
            T => (true, value),
            RootObject { ClassName: "TDatime" } date when typeof(T) == typeof(DateTime) => Found(Date(date)),
            IConvertible number and not string => Found(Number(number, typeof(T))),
            _ => (false, null),
        };
        converted = fits ? (T?)result : default;
        return fits;

        static (bool, object?) Found(object? value) => (value is not null, value);
    }

    /// <summary>What a member holds, in the words of a message.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "a null pointer",
        RootObject item => $"an object of class {item.ClassName}",
        RootBytes bytes => $"what cannot be decoded ({bytes.Why})",
        object?[] list => $"a list of {list.Length}",
        Array array => $"{array.Length} values of {array.GetType().GetElementType()!.Name}",
        _ => value.GetType().Name,
    };

    /// <summary>A number as float64, however it was stored; null where the value is none.</summary>
    public static double? ToDouble(object? value) =>
        value is IConvertible number and not (string or DateTime or char) ? number.ToDouble(CultureInfo.InvariantCulture) : null;

    /// <summary>Numbers as float64, however they were stored; null where the value is no array of numbers.</summary>
    /// <param name="value">The value.</param>
    /// <param name="spent">Has arrays for those that are converted; null: they get a new one.</param>
    public static double[]? ToDoubles(object? value, SpentNumbers? spent = null)
    {
        if (value is not Array array || CodeOf(array) is not { } code) return null;
        if (code == TypeCode.Double) return (double[])array;
        double[] numbers = spent?.Take(array.Length) ?? new double[array.Length];
        switch (code)
        {
            case TypeCode.Single: TensorPrimitives.ConvertTruncating<float, double>((float[])array, numbers); break;
            case TypeCode.Int32: TensorPrimitives.ConvertTruncating<int, double>((int[])array, numbers); break;
            case TypeCode.Int16: TensorPrimitives.ConvertTruncating<short, double>((short[])array, numbers); break;
            case TypeCode.SByte: TensorPrimitives.ConvertTruncating<sbyte, double>((sbyte[])array, numbers); break;
            default:
                for (int i = 0; i < numbers.Length; i++) numbers[i] = ToDouble(array.GetValue(i)) ?? double.NaN;
                break;
        }
        return numbers;
    }

    // A float32 holds all integers of 24 bits, a float64 those of 53: wider ones are only given where the very value fits.
    private static object? Number(IConvertible value, Type wanted)
    {
        try
        {
            if (wanted == typeof(double))
                return value is long or ulong
                    && (decimal)value.ToDouble(CultureInfo.InvariantCulture) != value.ToDecimal(CultureInfo.InvariantCulture) ? null
                        : value.ToDouble(CultureInfo.InvariantCulture);
            if (value is float or double or char || !wanted.IsPrimitive || wanted == typeof(char)) return null;
            if (wanted == typeof(float)) return value is int or uint or long or ulong ? null : value.ToSingle(CultureInfo.InvariantCulture);
            return wanted == typeof(bool) ? null : value.ToType(wanted, CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static Array? Numbers(Array values, Type wanted)
    {
        TypeCode? code = CodeOf(values);
        bool isSmall = code is TypeCode.SByte or TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16;
        if (wanted == typeof(double[])) return code is TypeCode.Int64 or TypeCode.UInt64 ? null : ToDoubles(values);
        if (wanted == typeof(long[]) && (isSmall || code is TypeCode.Int32 or TypeCode.UInt32))
            return Array.ConvertAll(ToDoubles(values)!, n => (long)n);
        return wanted == typeof(int[]) && isSmall ? Array.ConvertAll(ToDoubles(values)!, n => (int)n) : null;
    }

    // The type of an array's numbers; null where it holds others.
    private static TypeCode? CodeOf(Array array) =>
        array.GetType().GetElementType() is { IsPrimitive: true } element && element != typeof(char) ? Type.GetTypeCode(element) : null;

    /// <summary>
    /// TDatime: years from 1995, months, days, hours, minutes and seconds in 6, 4, 5, 5, 6 and 6 bits, in the writer's local time.
    /// </summary>
    private static DateTime? Date(RootObject date)
    {
        uint packed = (uint)date.GetNumber("fDatime");
        int month = (int)(packed >> 22) & 15, day = (int)(packed >> 17) & 31, hour = (int)(packed >> 12) & 31,
            minute = (int)(packed >> 6) & 63, second = (int)packed & 63;
        int year = 1995 + (int)(packed >> 26);
        bool exists = month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) && hour < 24 && minute < 60
            && second < 60;
        return exists ? new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified) : null;
    }
}

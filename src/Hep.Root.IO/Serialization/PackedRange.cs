using System.Buffers.Binary;
using System.Globalization;

namespace Hep.Root.IO.Serialization;

/// <summary>The range in the title of a Double32_t or Float16_t: <c>[min,max,bits]</c>, with π where it is wanted.</summary>
/// <param name="Min">What step 0 stands for.</param>
/// <param name="Factor">Steps per unit; 0 where there is no range, only bits.</param>
/// <param name="Bits">Bits of a step, or of the mantissa where there is no range.</param>
internal readonly record struct PackedRange(double Min, double Factor, int Bits)
{
    private const int LongestGroup = 200;

    public bool HasRange => Factor > 0;

    /// <summary>The number that a stored step stands for.</summary>
    public double ValueOf(uint step) => step / Factor + Min;

    /// <summary>
    /// The number in the three bytes of a truncated float: an exponent, a sign and a mantissa of some bits (TBufferFile::ReadWithNbits).
    /// </summary>
    public static float Truncated(ReadOnlySpan<byte> wire, int bits)
    {
        uint mantissa = BinaryPrimitives.ReadUInt16BigEndian(wire[1..]);
        uint value = ((uint)wire[0] << 23) | ((mantissa & ((1u << (bits + 1)) - 1)) << (23 - bits));
        float magnitude = BitConverter.UInt32BitsToSingle(value);
        return (mantissa & (1u << (bits + 1))) != 0 ? -magnitude : magnitude;
    }

    /// <summary>Reads the range of a title; null where it has none. A group that is an array's dimension is no range.</summary>
    public static PackedRange? Parse(string title)
    {
        for (int open = title.IndexOf('[', StringComparison.Ordinal); open >= 0; open = title.IndexOf('[', open + 1))
        {
            int close = title.IndexOf(']', open, Math.Min(LongestGroup, title.Length - open));
            if (close < 0) continue;
            string[] parts = title[(open + 1)..close].Split(',');
            if (parts.Length is 2 or 3 && Number(parts[0]) is { } min && Number(parts[1]) is { } max)
                return Make(min, max, parts.Length == 3 ? Number(parts[2]) : null);
        }
        return null;
    }

    private static PackedRange Make(double min, double max, double? bits)
    {
        int count = bits is >= 2 and <= 32 ? (int)bits.Value : 32;
        if (min >= max) return new PackedRange(min, 0, count);
        // 32 bits give 2^32 − 1 steps, fewer give 2^n: so TStreamerElement::GetRange has it, and the stored references agree.
        double steps = count < 32 ? 1L << count : 0xFFFF_FFFFL;
        return new PackedRange(min, steps / (max - min), count);
    }

    private static double? Number(string text)
    {
        string s = text.Replace(" ", "", StringComparison.Ordinal).Replace("TMath::", "", StringComparison.Ordinal)
            .Replace("Pi()", "pi", StringComparison.Ordinal).ToLowerInvariant();
        if (double.TryParse(s, NumberStyles.Float, CultureInfo.InvariantCulture, out double plain)) return plain;
        double sign = s.StartsWith('-') ? -1 : 1;
        s = s.TrimStart('-', '+');
        double divisor = 1;
        int slash = s.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            if (!double.TryParse(s[(slash + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out divisor)) return null;
            s = s[..slash];
        }
        double factor = s switch { "pi" => 1, "twopi" or "2pi" or "2*pi" or "pi*2" => 2, _ => double.NaN };
        return double.IsNaN(factor) ? null : sign * factor * Math.PI / divisor;
    }
}

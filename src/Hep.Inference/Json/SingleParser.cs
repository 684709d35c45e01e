namespace Hep.Inference;

/// <summary>
/// Reads numbers of single precision as requests have them, some digits with a point between, and exactly; the others are left to the
/// library. By Clinger's fast path: digits below 2⁵³ and a power of ten up to 10²² are doubles, so that their quotient is rounded once. It
/// is rounded a second time, to single, which is right unless it stands half-way between two singles.
/// </summary>
internal static class SingleParser
{
    private const int MostCharacters = 17;   // so that no digit is lost
    private const ulong MostDigits = 1UL << 53;
    private const ulong Below = (1UL << 29) - 1, HalfWay = 1UL << 28;   // the bits that a single has not

    private static ReadOnlySpan<double> Powers =>
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16];

    /// <param name="text">A number of JSON: its form was checked.</param>
    /// <param name="value">The number.</param>
    /// <returns>False where it is written in another way; it may be a number all the same.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out float value)
    {
        value = 0;
        if (text.Length > MostCharacters) return false;
        bool isNegative = text[0] == '-';
        int at = isNegative ? 1 : 0;
        ulong digits = 0;
        at = ReadDigits(text, at, ref digits);
        int decimals = 0;
        if (at < text.Length && text[at] == '.')
        {
            int point = at + 1;
            at = ReadDigits(text, point, ref digits);
            decimals = at - point;
        }
        if (at < text.Length || digits >= MostDigits) return false;
        double exact = digits / Powers[decimals];
        if ((BitConverter.DoubleToUInt64Bits(exact) & Below) == HalfWay) return false;
        value = (float)(isNegative ? -exact : exact);
        return true;
    }

    private static int ReadDigits(ReadOnlySpan<byte> text, int at, ref ulong digits)
    {
        for (; at < text.Length; at++)
        {
            uint digit = (uint)(text[at] - '0');
            if (digit > 9) break;
            digits = (digits * 10) + digit;
        }
        return at;
    }
}

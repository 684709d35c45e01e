namespace Hep.Jagged;

/// <summary>
/// Chance that is the same on every platform and for all time: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
/// <see cref="Random"/> promises no such thing between versions of .NET.
/// </summary>
internal sealed class SeededRandom(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>The generator of one pass: unlike for each seed and each epoch.</summary>
    public static SeededRandom ForEpoch(long seed, int epoch) => new(Mix(Mix((ulong)seed) + (uint)epoch * Step));

    /// <summary>A number whose bits all depend on all bits of another.</summary>
    public static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }

    /// <summary>A hash with one more number in it; the order of numbers matters.</summary>
    public static ulong Combine(ulong hash, ulong bits) => Mix(hash + Step + Mix(bits));

    /// <summary>64 random bits.</summary>
    public ulong Next() => Mix(_state += Step);

    /// <summary>A number from 0 to <paramref name="end"/>, which it never is; the bias is below end / 2⁶⁴.</summary>
    public int Below(int end) => (int)Math.BigMul(Next(), (ulong)end, out _);

    /// <summary>The numbers from 0 to <paramref name="count"/> in random order.</summary>
    public int[] Permutation(int count)
    {
        int[] order = new int[count];
        for (int i = 0; i < count; i++)
        {
            int at = Below(i + 1);
            order[i] = order[at];
            order[at] = i;
        }
        return order;
    }
}

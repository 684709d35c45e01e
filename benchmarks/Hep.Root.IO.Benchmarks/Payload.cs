using System.Buffers.Binary;

namespace Hep.Root.IO.Benchmarks;

/// <summary>
/// A basket as physics writes them: a quarter small counts, the rest falling momenta of 10 mantissa bits, all big-endian.
/// </summary>
internal static class Payload
{
    public const int Bytes = 128 << 10;

    public static byte[] Make()
    {
        byte[] plain = new byte[Bytes];
        Random random = new(5);
        for (int at = 0; at < plain.Length; at += 4)
        {
            uint word = at < plain.Length / 4
                ? (uint)random.Next(10)
                : BitConverter.SingleToUInt32Bits((float)(-30 * Math.Log(1 - random.NextDouble()))) & ~0x1FFFu;
            BinaryPrimitives.WriteUInt32BigEndian(plain.AsSpan(at), word);
        }
        return plain;
    }
}

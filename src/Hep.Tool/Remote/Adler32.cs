using System.Buffers.Binary;
using System.IO.Hashing;

namespace Hep.Tool.Remote;

/// <summary>The checksum of zlib (RFC 1950), which most storage keeps of its files.</summary>
internal sealed class Adler32() : NonCryptographicHashAlgorithm(sizeof(uint))
{
    private const uint Modulus = 65521;
    private const int Run = 5552;                       // so many bytes cannot overflow the sums

    private uint _sum = 1, _sumOfSums;

    public override void Append(ReadOnlySpan<byte> source)
    {
        while (source.Length > 0)
        {
            ReadOnlySpan<byte> run = source[..Math.Min(Run, source.Length)];
            (uint sum, uint sumOfSums) = (_sum, _sumOfSums);
            foreach (byte value in run)
            {
                sum += value;
                sumOfSums += sum;
            }
            (_sum, _sumOfSums) = (sum % Modulus, sumOfSums % Modulus);
            source = source[run.Length..];
        }
    }

    public override void Reset() => (_sum, _sumOfSums) = (1, 0);

    protected override void GetCurrentHashCore(Span<byte> destination) =>
        BinaryPrimitives.WriteUInt32BigEndian(destination, (_sumOfSums << 16) | _sum);
}

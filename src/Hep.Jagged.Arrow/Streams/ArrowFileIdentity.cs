using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Hep.Jagged.Arrow;

/// <summary>Names the file that entries come from: the same wherever it lies.</summary>
internal static class ArrowFileIdentity
{
    private const int SampleBytes = 64 << 10;

    /// <summary>The first half of the SHA-256 of a file's length, beginning and end: the format has no identity of its own.</summary>
    public static async Task<EntrySource> OfAsync(FileStream file, CancellationToken cancellationToken)
    {
        byte[] sample = new byte[sizeof(long) + 2 * SampleBytes];
        BinaryPrimitives.WriteInt64LittleEndian(sample, file.Length);
        int read = sizeof(long);
        read += await ReadAsync(0).ConfigureAwait(false);
        read += await ReadAsync(Math.Max(0, file.Length - SampleBytes)).ConfigureAwait(false);
        Guid identity = new(SHA256.HashData(sample.AsSpan(0, read)).AsSpan(0, 16), bigEndian: true);
        return new EntrySource(identity, "") { Location = file.Name, FileBytes = file.Length };

        ValueTask<int> ReadAsync(long from)
        {
            file.Position = from;
            return file.ReadAtLeastAsync(sample.AsMemory(read, SampleBytes), SampleBytes, throwOnEndOfStream: false, cancellationToken);
        }
    }
}

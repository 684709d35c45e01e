using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Hep.Train;

/// <summary>The checksum that <see cref="Hep.Onnx.DataFile.Checksum"/> explains: some MiB of a file, whatever its length.</summary>
internal static class FileChecksum
{
    private const string Prefix = "sha256-parts:";
    private const int End = 1 << 20, Block = 1 << 16, Blocks = 64;

    /// <summary>Of a file; empty where it is not local, or cannot be read any more.</summary>
    public static string Of(string location)
    {
        if (!File.Exists(location)) return "";
        try
        {
            using FileStream file = new(location, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            byte[] buffer = new byte[End];
            BinaryPrimitives.WriteInt64LittleEndian(buffer, file.Length);
            hash.AppendData(buffer, 0, sizeof(long));
            foreach ((long start, int count) in PartsOf(file.Length))
            {
                file.Position = start;
                hash.AppendData(buffer, 0, file.ReadAtLeast(buffer.AsSpan(0, count), count, throwOnEndOfStream: false));
            }
            return Prefix + Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    internal static IEnumerable<(long Start, int Count)> PartsOf(long length)
    {
        if (length <= 2L * End + (long)Blocks * Block)
        {
            for (long at = 0; at < length; at += End) yield return (at, (int)Math.Min(End, length - at));
            yield break;
        }
        yield return (0, End);
        for (int i = 0; i < Blocks; i++) yield return (End + (length - 2L * End - Block) * i / (Blocks - 1), Block);
        yield return (length - End, End);
    }
}

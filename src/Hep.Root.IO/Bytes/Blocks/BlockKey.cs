using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Hep.Root.IO.Bytes;

/// <summary>One version of one remote file, as a cache knows it.</summary>
/// <param name="Name">The name of its folder: a digest, from which nobody learns the URL.</param>
/// <param name="Length">The bytes of the file.</param>
internal readonly record struct BlockKey(string Name, long Length)
{
    private const int NameBytes = 16;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    // Servers tell times in whole seconds, and mark versions by them: within the same second a file may change once more unseen. The rest
    // is for clocks that differ.
    private static readonly TimeSpan Unsettled = TimeSpan.FromSeconds(5);

    /// <summary>The key of a file; null where its version cannot be told from the next one.</summary>
    /// <param name="url">The file, without the user, tokens and signatures.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="mark">How its server marks the version beside its time, such as an ETag; null: it does not.</param>
    /// <param name="modified">When it was last written; null: the server does not say.</param>
    /// <param name="now">The time.</param>
    public static BlockKey? Of(string url, long length, string? mark, DateTimeOffset? modified, DateTimeOffset now)
    {
        if (mark is null && modified is null || modified > now - Unsettled) return null;
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{url}\n{length}\n{mark}\n{modified?.ToUnixTimeSeconds()}"));
        return new BlockKey(Convert.ToHexStringLower(digest.AsSpan(0, NameBytes)), length);
    }

    /// <summary>Whether a folder may be that of a file.</summary>
    public static bool IsName(ReadOnlySpan<char> text) =>
        text.Length == 2 * NameBytes && !text.ContainsAnyExcept(Digits);
}

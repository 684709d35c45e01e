using System.Security.Cryptography;

namespace Hep.Inference.Server.Repository;

/// <summary>How content is named: <c>sha256:</c> and the hash in lower-case hexadecimal.</summary>
internal static class BlobDigest
{
    private const string Prefix = "sha256:";
    private const int ReadBytes = 1 << 16;

    public static string Of(byte[] sha256) => Prefix + Convert.ToHexStringLower(sha256);

    /// <summary>The place of a content among others: <c>ab/abcd…</c>.</summary>
    public static string PlaceOf(string digest) => $"{digest.AsSpan(Prefix.Length, 2)}/{digest.AsSpan(Prefix.Length)}";

    /// <exception cref="InferenceException">The content is another one.</exception>
    public static byte[] Check(byte[] content, string digest) =>
        Of(SHA256.HashData(content)) == digest ? content : throw Damaged();

    /// <summary>A file that has this content, at its beginning; null, and it is closed: it has another one.</summary>
    public static async Task<FileStream?> TryCheckAsync(FileStream file, string digest, CancellationToken cancellationToken)
    {
        bool isOf = false;
        try
        {
            BufferedStream inLargePieces = new(file, ReadBytes);   // hashing asks for small ones
            isOf = Of(await SHA256.HashDataAsync(inLargePieces, cancellationToken).ConfigureAwait(false)) == digest;
            file.Position = 0;
            return isOf ? file : null;
        }
        finally
        {
            if (!isOf) await file.DisposeAsync().ConfigureAwait(false);
        }
    }

    public static InferenceException Damaged() => new(InferenceFailure.Unavailable,
        "The model's file in the repository is damaged: its content is not that of its digest.");
}

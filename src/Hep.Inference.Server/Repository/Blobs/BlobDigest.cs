using System.Security.Cryptography;

namespace Hep.Inference.Server.Repository;

/// <summary>How content is named: <c>sha256:</c> and the hash in lower-case hexadecimal.</summary>
internal static class BlobDigest
{
    private const string Prefix = "sha256:";

    public static string Of(byte[] sha256) => Prefix + Convert.ToHexStringLower(sha256);

    /// <summary>The place of a content among others: <c>ab/abcd…</c>.</summary>
    public static string PlaceOf(string digest) => $"{digest.AsSpan(Prefix.Length, 2)}/{digest.AsSpan(Prefix.Length)}";

    /// <exception cref="InferenceException">The content is another one.</exception>
    public static byte[] Check(byte[] content, string digest) =>
        Of(SHA256.HashData(content)) == digest ? content : throw Damaged();

    /// <summary>Checks a file, which is read from its beginning again behind it.</summary>
    /// <exception cref="InferenceException">The content is another one.</exception>
    public static async Task CheckAsync(FileStream file, string digest, CancellationToken cancellationToken)
    {
        if (Of(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false)) != digest) throw Damaged();
        file.Position = 0;
    }

    public static InferenceException Damaged() => new(InferenceFailure.Unavailable,
        "The model's file in the repository is damaged: its content is not that of its digest.");
}

using System.Security.Cryptography;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// Model files by the hash of their content: <c>blobs/ab/abcd…</c>. A file appears whole, by a rename, and never changes.
/// </summary>
internal sealed class BlobStore
{
    private const string DigestPrefix = "sha256:";

    private readonly string _blobs;

    public BlobStore(string folder)
    {
        _blobs = Path.Combine(folder, "blobs");
        StagingFolder = Path.Combine(folder, "staging");
        Directory.CreateDirectory(_blobs);
        Directory.CreateDirectory(StagingFolder);
    }

    public string StagingFolder { get; }

    public static string DigestOf(byte[] sha256) => DigestPrefix + Convert.ToHexStringLower(sha256);

    /// <summary>Takes a staged file over. One of the same content gives way to it: it may have been damaged.</summary>
    public void Keep(StagedModel staged)
    {
        string path = PathOf(staged.Digest);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(staged.Path, path, overwrite: true);
    }

    /// <summary>The content, checked against its address.</summary>
    /// <exception cref="InferenceException">The file is missing or damaged.</exception>
    public byte[] Read(string digest)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(PathOf(digest));
        }
        catch (IOException e)
        {
            throw new InferenceException(InferenceFailure.Unavailable, "The model's file cannot be read from the repository.", e);
        }
        if (DigestOf(SHA256.HashData(content)) != digest)
            throw new InferenceException(InferenceFailure.Unavailable,
                "The model's file in the repository is damaged: its content is not that of its digest.");
        return content;
    }

    /// <exception cref="InferenceException">The file is gone: its version was deleted.</exception>
    public FileStream Open(string digest)
    {
        try
        {
            return new FileStream(PathOf(digest), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete,
                bufferSize: 0, useAsync: true);
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InferenceException(InferenceFailure.NotFound, "The version was deleted.", e);
        }
    }

    public void Delete(string digest) => File.Delete(PathOf(digest));

    /// <summary>Clears what an interrupted upload or deletion left: staged files, and blobs that no version names.</summary>
    public void Sweep(IReadOnlySet<string> named)
    {
        foreach (string staged in Directory.EnumerateFiles(StagingFolder)) File.Delete(staged);
        foreach (string blob in Directory.EnumerateFiles(_blobs, "*", SearchOption.AllDirectories))
            if (!named.Contains(DigestPrefix + Path.GetFileName(blob))) File.Delete(blob);
    }

    private string PathOf(string digest)
    {
        string hash = digest[DigestPrefix.Length..];
        return Path.Combine(_blobs, hash[..2], hash);
    }
}

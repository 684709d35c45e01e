using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Hep.Train.Python;

/// <summary>
/// Which script it was, for the card of its model: a name without the folders of somebody's machine, and a digest by which the very text is
/// found among all that were called so.
/// </summary>
/// <param name="Name">The file's name.</param>
/// <param name="Digest">SHA-256 of the file when it was started, as <c>sha256:</c> and hexadecimal.</param>
internal sealed record ScriptIdentity(string Name, string Digest)
{
    /// <exception cref="TrainingException">The script cannot be read.</exception>
    public static ScriptIdentity Of(string path)
    {
        try
        {
            using FileStream script = File.OpenRead(path);
            return new ScriptIdentity(Path.GetFileName(path), $"sha256:{Convert.ToHexStringLower(SHA256.HashData(script))}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"The script '{path}' cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>The document for the card.</summary>
    public string ToJson() => new JsonObject { ["kind"] = "script", ["script"] = Name, ["digest"] = Digest }.ToJsonString();
}

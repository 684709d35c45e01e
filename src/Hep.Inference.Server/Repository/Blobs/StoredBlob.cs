namespace Hep.Inference.Server.Repository;

/// <summary>A model file that is kept.</summary>
/// <param name="Digest"><c>sha256:</c> and the hash of the content.</param>
/// <param name="Key">Where the store has it. What no version names any more is never named again.</param>
/// <param name="Bytes">Its length.</param>
internal sealed record StoredBlob(string Digest, string Key, long Bytes);

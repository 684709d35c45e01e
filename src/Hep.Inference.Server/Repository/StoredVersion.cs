namespace Hep.Inference.Server.Repository;

/// <summary>A version as the catalog keeps it: the public facts without the notes, and what came with a TFaaS bundle.</summary>
/// <param name="Facts">Name, number, digest, and what the card says.</param>
/// <param name="Parameters">The bundle's <c>params.json</c> as it came; null for models uploaded otherwise.</param>
/// <param name="Labels">The bundle's labels, one a line; null without them.</param>
/// <param name="Blob">Where the store of files has the content.</param>
internal sealed record StoredVersion(ModelVersion Facts, string? Parameters, string? Labels, string Blob)
{
    public StoredBlob Content => new(Facts.Digest, Blob, Facts.Bytes);
}

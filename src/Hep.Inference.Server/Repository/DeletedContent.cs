namespace Hep.Inference.Server.Repository;

/// <summary>A version that was deleted and can be brought back.</summary>
internal sealed record DeletedContent(StoredVersion Stored, DateTimeOffset Time);

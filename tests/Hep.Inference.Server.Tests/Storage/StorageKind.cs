namespace Hep.Inference.Server.Tests;

/// <summary>Where a repository is that tests are about.</summary>
public enum StorageKind
{
    /// <summary>SQLite and a folder.</summary>
    Folder,

    /// <summary>PostgreSQL and S3.</summary>
    Shared,
}

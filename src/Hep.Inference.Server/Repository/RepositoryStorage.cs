namespace Hep.Inference.Server.Repository;

/// <summary>Where a repository is: the database of its catalog, and the store of its files.</summary>
internal sealed record RepositoryStorage(ICatalogDatabase Database, IBlobStore Blobs)
{
    /// <summary>The database of a repository in a folder.</summary>
    public const string CatalogFile = "repository.db";

    private const string BlobFolder = "blobs", CacheFolder = "cache";

    /// <summary>As the options say: in a folder, or in what services share.</summary>
    /// <exception cref="InvalidDataException">They cannot be meant.</exception>
    public static RepositoryStorage Of(InferenceServerOptions options, TimeProvider time) => (options.Repository, options.Blobs) switch
    {
        (null, null) => InFolder(options.ModelsFolder),
        ({ } repository, { } blobs) => new RepositoryStorage(new PostgresDatabase(repository, options.RepositoryPasswordFile),
            new S3Blobs(BlobAddress.Parse(blobs), Path.Combine(options.ModelsFolder, CacheFolder), time)),
        _ => throw new InvalidDataException("A repository that services share has a database and a store of files: "
            + "--repository and --blobs, or repository and blobs in the configuration."),
    };

    public static RepositoryStorage InFolder(string folder) =>
        new(new SqliteDatabase(Path.Combine(folder, CatalogFile)), new FolderBlobs(Path.Combine(folder, BlobFolder)));
}

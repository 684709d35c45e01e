using Hep.Inference.Server.Repository;

namespace Hep.Inference.Server;

/// <summary>Moves the repository of a folder into one that services share.</summary>
public static class RepositoryMigration
{
    private const string StagingFolder = "staging";

    /// <summary>
    /// Copies everything: files, checked against their digests on both sides, then in one transaction names, notes, pointers and history.
    /// The folder stays as it is. A run that was interrupted is run again, and does not send again what is there.
    /// </summary>
    /// <param name="options">The folder, which no service uses meanwhile, and the database and store of files.</param>
    /// <param name="progress">Hears of each file that is there, by their number.</param>
    /// <param name="cancellationToken">Stops copying.</param>
    /// <returns>The number of files.</returns>
    /// <exception cref="InvalidDataException">There is something in the database already, or the options cannot be meant.</exception>
    /// <exception cref="IOException">A service uses the folder.</exception>
    /// <exception cref="InferenceException">A file is damaged, or the database or the store does not answer.</exception>
    public static async Task<int> RunAsync(
        InferenceServerOptions options, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!File.Exists(Path.Combine(options.ModelsFolder, RepositoryStorage.CatalogFile)))
            throw new InvalidDataException($"There is no repository in '{options.ModelsFolder}'.");
        using RepositoryLock folderLock = new(options.ModelsFolder);
        RepositoryStorage from = RepositoryStorage.InFolder(options.ModelsFolder),
            to = RepositoryStorage.Of(options, TimeProvider.System);
        await using (from.Database.ConfigureAwait(false))
        await using (to.Database.ConfigureAwait(false))
        using (from.Blobs)
        using (to.Blobs)
        {
            if (!to.Database.IsShared) throw new InvalidDataException("A repository is migrated to --repository and --blobs.");
            await from.Database.MigrateAsync(cancellationToken).ConfigureAwait(false);
            await to.Database.MigrateAsync(cancellationToken).ConfigureAwait(false);
            await CatalogCopy.CheckEmptyAsync(to.Database, cancellationToken).ConfigureAwait(false);
            int count = 0;
            bool isTurn = await to.Database.TakeTurnAsync(async () =>   // or another service takes the files for left ones
            {
                foreach (StoredBlob blob in await new CatalogQueries(from.Database).ReadBlobsAsync(cancellationToken).ConfigureAwait(false))
                {
                    await SendAsync(options, from.Blobs, to.Blobs, blob, cancellationToken).ConfigureAwait(false);
                    count++;
                    progress?.Report(count);
                }
                await CatalogCopy.RunAsync(from.Database, to.Database, cancellationToken).ConfigureAwait(false);
            }, cancellationToken).ConfigureAwait(false);
            return isTurn ? count
                : throw new InvalidDataException("Another migration, or a service's sweep, is at work: try again.");
        }
    }

    private static async Task SendAsync(
        InferenceServerOptions options, IBlobStore from, IBlobStore to, StoredBlob blob, CancellationToken cancellationToken)
    {
        byte[] content;
        try
        {
            content = await from.ReadAsync(blob, cancellationToken).ConfigureAwait(false);
        }
        catch (InferenceException e)
        {
            throw new InferenceException(
                e.Failure, $"{blob.Key}: {e.Message} Delete the versions that have it for good, then try again.", e);
        }
        string staging = Directory.CreateDirectory(Path.Combine(options.ModelsFolder, StagingFolder)).FullName;
        using MemoryStream stream = new(content);
        using StagedModel staged = await StagedModel.WriteAsync(staging, stream, cancellationToken).ConfigureAwait(false);
        await to.SendAsync(staged, blob.Key, cancellationToken).ConfigureAwait(false);
        await to.ReadAsync(blob, cancellationToken).ConfigureAwait(false);   // as it arrived
    }
}

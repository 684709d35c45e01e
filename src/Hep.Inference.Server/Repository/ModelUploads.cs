using Hep.Inference.Server.Security;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// Takes models in: hashed on their way to the disk, checked and run once, and only then seen by anybody. One is checked at a time;
/// other changes go on meanwhile.
/// </summary>
internal sealed class ModelUploads(ModelRepository repository, RepositoryQuotas quotas, TimeProvider time) : IDisposable
{
    private const int MostAttempts = 10;

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Writes what comes in to the disk, under a name of its own.</summary>
    public Task<StagedModel> StageAsync(Stream content, CancellationToken cancellationToken) =>
        repository.StageAsync(content, cancellationToken);

    /// <summary>
    /// Checks a model and adds it as the newest version. Content that the model has already, or had and still keeps, is not added again:
    /// it is the version that it was, with what the upload says of it besides.
    /// </summary>
    /// <exception cref="InferenceException">The model cannot be served, or a quota would be exceeded.</exception>
    public async Task<ModelVersion> AddAsync(ModelUpload upload, Caller caller, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            for (int attempt = 0; attempt < MostAttempts; attempt++)
                if (await TryAddAsync(upload, caller, cancellationToken).ConfigureAwait(false) is { } added) return added;
            throw new InferenceException(InferenceFailure.Unavailable,
                $"Other services add versions to '{upload.Name}' all the time, so that this one got no number: try again.");
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>Null where another service was quicker: what it did is seen by the next attempt.</summary>
    private async Task<ModelVersion?> TryAddAsync(ModelUpload upload, Caller caller, CancellationToken cancellationToken)
    {
        ServedModel model = repository.Snapshot.Past(upload.Name);
        if (model.Contents.LastOrDefault(upload.IsOf) is { } there)
            return await AddAgainAsync(there, upload, caller, cancellationToken).ConfigureAwait(false);
        upload.DemandRights(model, caller);   // before it is run as it says
        if (model.NextVersion == 1) ModelName.CheckNew(upload.Name);
        quotas.Check(repository.Snapshot, upload, caller);
        ModelVersion facts = new()
        {
            Name = upload.Name,
            Version = model.NextVersion,
            Digest = upload.Content.Digest,
            Bytes = upload.Content.Length,
            Created = time.GetUtcNow(),
            CreatedBy = caller.Name,
        };
        byte[] content = await File.ReadAllBytesAsync(upload.Content.Path, cancellationToken).ConfigureAwait(false);
        LoadedModel loaded = await repository
            .LoadAsync(facts, content, upload.Notes.Execution ?? model.Execution, cancellationToken).ConfigureAwait(false);
        return await repository.AddAsync(facts, upload, loaded, caller, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ModelVersion> AddAgainAsync(
        StoredVersion stored, ModelUpload upload, Caller caller, CancellationToken cancellationToken)
    {
        int number = stored.Facts.Version;
        ServedModel after = await repository.ApplyAsync(upload.Name, caller, model =>
            model.Contents.Contains(stored)
                ? model.Upload(model.TryFind(number) ?? repository.Serve(stored), upload, caller)
                : throw new InferenceException(InferenceFailure.Conflict, "The same content was just removed: upload it again."),
            cancellationToken).ConfigureAwait(false);
        return after.Describe(after.TryFind(number)!) with { AlreadyThere = true };
    }
}

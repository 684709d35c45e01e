using Hep.Inference.Server.Security;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// Takes models in: hashed on their way to the disk, checked and run once, and only then seen by anybody. One is checked at a time;
/// other changes go on meanwhile.
/// </summary>
internal sealed class ModelUploads(ModelRepository repository, RepositoryQuotas quotas, TimeProvider time) : IDisposable
{
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
            ServedModel model = repository.Snapshot.Past(upload.Name);
            if (model.Contents.LastOrDefault(upload.IsOf) is { } there) return await AddAgainAsync(there, upload, caller, cancellationToken)
                .ConfigureAwait(false);
            upload.DemandRights(model, caller);   // before it is run as it says
            if (model.NextVersion == 1) ModelName.CheckNew(upload.Name);
            quotas.Check(repository.Snapshot, upload, caller);
            ModelVersion facts = new()
            {
                Name = upload.Name,
                Version = model.NextVersion,   // nobody else gives numbers
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
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

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

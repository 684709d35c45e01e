using Hep.Inference.Server.Security;

namespace Hep.Inference.Server.Repository;

/// <summary>What is done to models that are there. Each call is one change: all of it is in force and on the disk, or nothing.</summary>
internal sealed class ModelAdministration(ModelRepository repository, InferenceServerOptions options, TimeProvider time)
{
    /// <summary>
    /// Deletes a version, or all of them; requests under way are still served. They can be brought back for a while, unless they are to
    /// go at once.
    /// </summary>
    /// <returns>What was there.</returns>
    /// <exception cref="InferenceException">There is no such model or version, or something points at it.</exception>
    public async Task<ServedModel> DeleteAsync(
        string? name, string? version, bool atOnce, Caller caller, CancellationToken cancellationToken)
    {
        ServedModel? before = null;
        await repository.ApplyAsync(ModelName.Check(name), caller, model =>
        {
            before = Live(model);
            return before.Delete(NumberOf(before, version), time.GetUtcNow(), atOnce || options.DeletedFor <= TimeSpan.Zero);
        }, cancellationToken).ConfigureAwait(false);
        return before!;
    }

    /// <summary>Brings a deleted version back, or all of a model.</summary>
    /// <exception cref="InferenceException">There is nothing to bring back.</exception>
    public Task<ServedModel> UndeleteAsync(string? name, string? version, Caller caller, CancellationToken cancellationToken)
    {
        int? number = version is null ? null : ModelName.ParseVersion(version)
            ?? throw new InferenceException(InferenceFailure.InvalidRequest, "A deleted version has its number alone.");
        return repository.ApplyAsync(ModelName.Check(name), caller, model => model.Undelete(number, repository.Serve), cancellationToken);
    }

    /// <summary>Changes the notes on a version.</summary>
    /// <exception cref="InferenceException">There is no such version, or it cannot be so.</exception>
    public Task<ServedModel> ChangeAsync(
        string? name, string? version, VersionChange change, Caller caller, CancellationToken cancellationToken) =>
        repository.ApplyAsync(ModelName.Check(name), caller, model => Live(model).Note(model.Find(version).Facts.Version, change),
            cancellationToken);

    /// <summary>Changes what a model says of itself, how its default version is chosen, and where aliases point.</summary>
    /// <exception cref="InferenceException">There is no such model, or it cannot be so.</exception>
    public Task<ServedModel> ChangeAsync(string? name, ModelChange change, Caller caller, CancellationToken cancellationToken) =>
        repository.ApplyAsync(ModelName.Check(name), caller, model => Live(model).Change(change), cancellationToken);

    /// <summary>Lets the version answer that answered before, by default or under an alias.</summary>
    /// <exception cref="InferenceException">There is no such model or alias, or nothing was before.</exception>
    public Task<ServedModel> RollBackAsync(string? name, string? alias, Caller caller, CancellationToken cancellationToken) =>
        repository.ApplyAsync(ModelName.Check(name), caller, model => Live(model).RollBack(alias), cancellationToken);

    /// <summary>Removes for good what was deleted longer ago than it is kept.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset oldest = time.GetUtcNow() - options.DeletedFor;
        foreach (ServedModel model in repository.Snapshot.All.Where(m => m.Deleted.Any(IsOver)))
            await repository.ApplyAsync(model.Name, Caller.Service,
                m => new ModelEdit(m.Forget(IsOver), "sweep", null, $"{m.Deleted.Count(IsOver)} deleted versions"), cancellationToken)
                .ConfigureAwait(false);

        bool IsOver(DeletedContent deleted) => deleted.Time <= oldest;
    }

    /// <summary>What the caller can bring back, last deletions first.</summary>
    public DeletedVersions ListDeleted(Caller caller) => new()
    {
        Versions = [.. repository.Snapshot.All.Where(m => caller.May(AccessRole.Administer, m.Namespace)).SelectMany(m => m.Deleted)
            .OrderByDescending(d => d.Time)
            .Select(d => new DeletedVersion(d.Stored.Facts.Name, d.Stored.Facts.Version, d.Stored.Facts.Digest, d.Stored.Facts.Bytes,
                d.Time,
                d.Time + options.DeletedFor))],
    };

    /// <summary>The model, unless it was deleted meanwhile.</summary>
    private ServedModel Live(ServedModel model) => model.Versions.IsEmpty ? repository.Snapshot.Find(model.Name) : model;

    private static int? NumberOf(ServedModel model, string? version) => version is null ? null : model.Find(version).Facts.Version;
}

using System.Globalization;
using System.Text;

namespace Hep.Inference.Client;

/// <summary>The repository of the service: what models there are, and what is done to them. Changes need a token.</summary>
public sealed partial class InferenceClient
{
    /// <summary>The models and their versions.</summary>
    /// <exception cref="InferenceException">The service refused or cannot be reached.</exception>
    public async Task<IReadOnlyList<RepositoryModel>> ListModelsAsync(CancellationToken cancellationToken = default) =>
        RepositoryListing.FromJson(await GetAsync(ModelPaths.Repository, cancellationToken).ConfigureAwait(false)).Models;

    /// <summary>One model and its versions.</summary>
    /// <exception cref="InferenceException">There is no such model, or the service cannot be reached.</exception>
    public async Task<RepositoryModel> GetModelAsync(string name, CancellationToken cancellationToken = default) =>
        RepositoryModel.FromJson(await GetAsync(ModelPaths.OfRepository(name), cancellationToken).ConfigureAwait(false));

    /// <summary>The version that a number or an alias stands for: <c>3</c>, <c>champion</c>, <c>latest</c>.</summary>
    /// <exception cref="ArgumentException">None is named.</exception>
    /// <exception cref="InferenceException">There is no such model or alias, or the service cannot be reached.</exception>
    public async Task<ModelVersion> GetVersionAsync(string name, VersionReference version, CancellationToken cancellationToken = default) =>
        ModelVersion.FromJson(await GetAsync(ModelPaths.OfRepository(name, Named(version)), cancellationToken).ConfigureAwait(false));

    /// <summary>The card of a version, as JSON: <c>Hep.Onnx.ModelCard.FromJson</c> reads it.</summary>
    /// <exception cref="InferenceException">There is no such version, it carries no card, or the service cannot be reached.</exception>
    public Task<string> GetCardAsync(string name, VersionReference version, CancellationToken cancellationToken = default) =>
        GetAsync($"{ModelPaths.OfRepository(name, Named(version))}/card", cancellationToken);

    /// <summary>
    /// What a version does to raw events, as the document that it carries: <c>Hep.Jagged.FeaturePipeline.FromJson</c> reads it.
    /// </summary>
    /// <exception cref="InferenceException">
    /// There is no such version, it carries no pipeline, or the service cannot be reached.
    /// </exception>
    public Task<string> GetPipelineAsync(string name, VersionReference version, CancellationToken cancellationToken = default) =>
        GetAsync($"{ModelPaths.OfRepository(name, Named(version))}/pipeline", cancellationToken);

    /// <summary>What two versions of a model differ in, by what the repository and their cards say.</summary>
    /// <exception cref="ArgumentException">One is not named.</exception>
    /// <exception cref="InferenceException">There is no such model or version, or the service cannot be reached.</exception>
    public async Task<VersionComparison> CompareAsync(
        string name, VersionReference first, VersionReference second, CancellationToken cancellationToken = default) =>
        VersionComparison.FromJson(await GetAsync(
            $"{ModelPaths.OfRepository(name)}/compare?versions={Named(first)},{Named(second)}", cancellationToken).ConfigureAwait(false));

    /// <summary>A page of the versions that fit what is sought.</summary>
    /// <exception cref="InferenceException">The question cannot be meant, or the service cannot be reached.</exception>
    public async Task<ModelSearchResult> SearchAsync(ModelSearch sought, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sought);
        return ModelSearchResult.FromJson(await GetAsync(SearchPath.Of(sought), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Adds an ONNX file as the model's next version, which answers from then on where the model's policy says so. The same content
    /// again is the same version: <see cref="ModelVersion.AlreadyThere"/>.
    /// </summary>
    /// <param name="name">The model's name; what stands before its last dot is its namespace.</param>
    /// <param name="model">Read from where it stands to its end; it stays the caller's.</param>
    /// <param name="notes">Tags, labels, aliases, a description; null: none.</param>
    /// <param name="progress">Told the bytes sent so far.</param>
    /// <param name="cancellationToken">Stops the upload; the service then keeps nothing of it.</param>
    /// <exception cref="InferenceException">The service refused the model, a quota is used up, or it wants a token.</exception>
    public async Task<ModelVersion> UploadAsync(string name, Stream model, UploadNotes? notes = null,
        IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        string path = $"{ModelPaths.OfRepository(name)}/versions{UploadQuery.Of(notes ?? UploadNotes.None)}";
        ModelVersion version = ModelVersion.FromJson(
            Text(await _calls.UploadAsync(path, model, progress, cancellationToken).ConfigureAwait(false)));
        ClientTelemetry.LogUploaded(Logger, version.Name, version.Version, _servers.First.Address, version.Digest);
        return version;
    }

    /// <summary>Writes a version's ONNX file to a stream.</summary>
    /// <exception cref="InferenceException">There is no such version, or the service cannot be reached.</exception>
    public Task DownloadAsync(string name, VersionReference version, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return _calls.DownloadAsync($"{ModelPaths.OfRepository(name, Named(version))}/content", destination, cancellationToken);
    }

    /// <summary>Changes the notes on a version.</summary>
    /// <returns>The model afterwards.</returns>
    /// <exception cref="InferenceException">There is no such version, or it cannot be so.</exception>
    public Task<RepositoryModel> ChangeVersionAsync(
        string name, int version, VersionChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        return ChangeAsync(
            Repetition.Repeatable, HttpMethod.Patch, ModelPaths.OfRepository(name, version), change.ToJson(), cancellationToken);
    }

    /// <summary>Changes a model's description, how its default version is chosen, and where aliases point, all at once.</summary>
    /// <returns>The model afterwards.</returns>
    /// <exception cref="InferenceException">There is no such model or version, or it cannot be so.</exception>
    public Task<RepositoryModel> ChangeModelAsync(string name, ModelChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        return ChangeAsync(Repetition.Repeatable, HttpMethod.Patch, ModelPaths.OfRepository(name), change.ToJson(), cancellationToken);
    }

    /// <summary>
    /// Lets the version answer that answered before, by default or under an alias. It is sent once: repeated, it would go further back.
    /// </summary>
    /// <returns>The model afterwards.</returns>
    /// <exception cref="InferenceException">There is no such model or alias, or nothing was before.</exception>
    public async Task<RepositoryModel> RollBackAsync(string name, string? alias = null, CancellationToken cancellationToken = default)
    {
        string path = $"{ModelPaths.OfRepository(name)}/rollback{(alias is null ? "" : $"?alias={Uri.EscapeDataString(alias)}")}";
        return RepositoryModel.FromJson(Text(
            await _calls.CallAsync("rollback", Repetition.Once, HttpMethod.Post, path, default, cancellationToken).ConfigureAwait(false)));
    }

    /// <summary>
    /// Deletes a version, or without a number the model with all versions. The service keeps them for a while. It is sent once: repeated,
    /// it would find nothing, or delete what came meanwhile.
    /// </summary>
    /// <param name="name">The model.</param>
    /// <param name="version">The version; null: all.</param>
    /// <param name="now">Whether the files are to go at once, so that nothing can be brought back.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="InferenceException">
    /// There is no such model or version, an alias or the default points at it, or the service wants a token.
    /// </exception>
    public async Task DeleteAsync(string name, int? version = null, bool now = false, CancellationToken cancellationToken = default)
    {
        string path = ModelPaths.OfRepository(name, version) + (now ? "?now=true" : "");
        await _calls.CallAsync("delete", Repetition.Once, HttpMethod.Delete, path, default, cancellationToken).ConfigureAwait(false);
        string what = version is { } number ? string.Create(CultureInfo.InvariantCulture, $"version {number}") : "all versions";
        ClientTelemetry.LogDeleted(Logger, name, what, _servers.First.Address);
    }

    /// <summary>Brings a deleted version back, or all of a model. It is sent once: repeated, it would find nothing.</summary>
    /// <returns>The model afterwards.</returns>
    /// <exception cref="InferenceException">There is nothing to bring back.</exception>
    public Task<RepositoryModel> UndeleteAsync(string name, int? version = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(Repetition.Once, HttpMethod.Post, $"{ModelPaths.OfRepository(name, version)}/undelete", "", cancellationToken);

    /// <summary>What was deleted and can be brought back, last deletions first.</summary>
    /// <exception cref="InferenceException">The service refused or cannot be reached.</exception>
    public async Task<IReadOnlyList<DeletedVersion>> ListDeletedAsync(CancellationToken cancellationToken = default) =>
        DeletedVersions.FromJson(await GetAsync(ModelPaths.Deleted, cancellationToken).ConfigureAwait(false)).Versions;

    /// <summary>A page of what was done to the repository, or to one model, last first.</summary>
    /// <param name="name">The model, which may be gone; null: all.</param>
    /// <param name="limit">Events at most, up to 1000.</param>
    /// <param name="page">Where it goes on: <see cref="RepositoryHistory.NextPage"/> of the page before; null: the last events.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="InferenceException">The service refused or cannot be reached.</exception>
    public async Task<RepositoryHistory> GetHistoryAsync(
        string? name = null, int limit = 100, string? page = null, CancellationToken cancellationToken = default)
    {
        string of = name is null ? ModelPaths.History : $"{ModelPaths.OfRepository(name)}/history";
        string next = page is null ? "" : $"&page={Uri.EscapeDataString(page)}";
        return RepositoryHistory.FromJson(
            await GetAsync(string.Create(CultureInfo.InvariantCulture, $"{of}?limit={limit}{next}"),
                cancellationToken).ConfigureAwait(false));
    }

    /// <summary>What the repository and its namespaces hold and may hold.</summary>
    /// <exception cref="InferenceException">The service refused or cannot be reached.</exception>
    public async Task<RepositoryUsage> GetUsageAsync(CancellationToken cancellationToken = default) =>
        RepositoryUsage.FromJson(await GetAsync(ModelPaths.Usage, cancellationToken).ConfigureAwait(false));

    private async Task<string> GetAsync(string path, CancellationToken cancellationToken) =>
        Text(await _calls.CallAsync("repository", Repetition.Repeatable, HttpMethod.Get, path, default, cancellationToken)
            .ConfigureAwait(false));

    private async Task<RepositoryModel> ChangeAsync(
        Repetition repetition, HttpMethod method, string path, string json, CancellationToken cancellationToken) =>
        RepositoryModel.FromJson(Text(
            await _calls.CallAsync("change", repetition, method, path, Encoding.UTF8.GetBytes(json), cancellationToken)
                .ConfigureAwait(false)));

    private static VersionReference Named(VersionReference version) =>
        version.IsDefault ? throw new ArgumentException("A version is to be named: 3, champion, latest.", nameof(version)) : version;

    private static string Text(byte[] answer) => Encoding.UTF8.GetString(answer);
}

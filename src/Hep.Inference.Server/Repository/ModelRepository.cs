using System.Globalization;
using Hep.Inference.OnnxRuntime;
using Hep.Inference.Server.Security;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// The models of a service: immutable versions that are kept, and the snapshot that requests read. Changes go one at a time, each whole or
/// not at all: what is to answer is loaded before anybody is sent to it, then the change is on the disk, then it is seen, and what was
/// replaced serves the requests that it has begun. Where services share a repository the changes of others come in the same way.
/// </summary>
internal sealed partial class ModelRepository : IAsyncDisposable
{
    private const string StagingFolder = "staging";
    private const int MostAttempts = 100;   // of a change that others are always quicker than

    /// <summary>Milliseconds for which others' change of a model may wait here for what it is to answer with.</summary>
    private const long LongestLate = 60_000;

    private readonly RepositoryQuotas _quotas;
    private readonly TimeProvider _time;
    private readonly CanaryChance _chance;
    private readonly ILogger _logger;
    private readonly string _staging;
    private readonly RepositoryLock _folderLock;
    private readonly IBlobStore _blobs;
    private readonly ModelCatalog _catalog;
    private readonly ModelMemory _memory;
    private readonly ModelLoader _loader;
    private readonly NearContents _near;
    private readonly LeftBlobs _left;
    private readonly SemaphoreSlim _changes = new(1);
    private readonly Dictionary<string, long> _lateSince = [];   // since when others' change of a model waits; inside the lock of changes
    private volatile RepositorySnapshot _snapshot = new([], revision: -1);

    /// <exception cref="IOException">The folder cannot be used, or another service uses it.</exception>
    /// <exception cref="InvalidDataException">Where the repository is cannot be meant.</exception>
    /// <exception cref="InferenceException">Models are to be run by what this build of the runtime lacks.</exception>
    public ModelRepository(
        InferenceServerOptions options, RepositoryQuotas quotas, TimeProvider time, CanaryChance chance, ILogger<ModelRepository> logger)
    {
        _chance = chance;
        _quotas = quotas;
        _time = time;
        _logger = logger;
        _memory = new ModelMemory(options.MemoryBytes);
        RepositoryStorage storage = RepositoryStorage.Of(options, time);
        _blobs = storage.Blobs;
        _catalog = new ModelCatalog(storage.Database);
        _loader = new ModelLoader(options, _memory, _blobs, logger);
        _near = new NearContents(_blobs, logger);
        Queries = new CatalogQueries(storage.Database);
        _left = new LeftBlobs(_blobs, Queries.ReadBlobsAsync, time, logger);
        _staging = Path.Combine(options.ModelsFolder, StagingFolder);
        Directory.CreateDirectory(_staging);
        _folderLock = new RepositoryLock(options.ModelsFolder);
        foreach (string staged in Directory.EnumerateFiles(_staging)) File.Delete(staged);   // of an upload that was interrupted
    }

    /// <summary>The models as they are now.</summary>
    public RepositorySnapshot Snapshot => _snapshot;

    /// <summary>Whether other services change it too.</summary>
    public bool IsShared => _catalog.IsShared;

    /// <summary>What only the catalog knows: cards, the history, what a search finds.</summary>
    public CatalogQueries Queries { get; }

    /// <summary>Reads the catalog. Before that there are no models.</summary>
    /// <exception cref="InvalidDataException">The database is of a later form.</exception>
    /// <exception cref="IOException">The database does not answer.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _catalog.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InferenceException e) when (e.InnerException is { } why)
        {
            // whoever starts the service may know
            throw new IOException($"The repository's database cannot be opened: {why.Message}", why);
        }
        foreach (StoredBlob blob in await _catalog.ReadUnreadCardsAsync(cancellationToken).ConfigureAwait(false))
            await _catalog.AddCardAsync(blob.Digest, await _loader.ReadCardAsync(blob, cancellationToken).ConfigureAwait(false))
                .ConfigureAwait(false);
        CatalogChanges all = await _catalog.ReadAsync(_snapshot.Revision, Serve, cancellationToken).ConfigureAwait(false);
        _snapshot = new RepositorySnapshot(all.Models, all.Revision);
        if (!IsShared) await SweepBlobsAsync(cancellationToken).ConfigureAwait(false);   // before anybody asks
    }

    /// <summary>
    /// A version for one prediction; without a number or alias the default one, or where a candidate is on trial, one of both.
    /// </summary>
    /// <exception cref="InferenceException">There is no such model or version, or it cannot be loaded.</exception>
    public ValueTask<PredictorLease> AcquireAsync(string? name, string? version, CancellationToken cancellationToken) =>
        AcquireAsync(name, version, mayTry: true, cancellationToken);

    /// <summary>A version that is to tell what it is; without a number or alias the default one.</summary>
    /// <exception cref="InferenceException">There is no such model or version, or it cannot be loaded.</exception>
    public ValueTask<PredictorLease> AcquireToDescribeAsync(string? name, string? version, CancellationToken cancellationToken) =>
        AcquireAsync(name, version, mayTry: false, cancellationToken);

    /// <summary>Writes what comes in to the disk, under a name of its own.</summary>
    public Task<StagedModel> StageAsync(Stream content, CancellationToken cancellationToken) =>
        StagedModel.WriteAsync(_staging, content, cancellationToken);

    /// <summary>A version that is loaded when it is asked for.</summary>
    public ServedVersion Serve(StoredVersion version) => new(version, LoadAsync, _loader.NewCounts());

    /// <summary>Checks a model and loads it.</summary>
    /// <exception cref="InferenceException">It cannot be served.</exception>
    public Task<LoadedModel> LoadAsync(
        ModelVersion facts, byte[] content, ModelExecution execution, CancellationToken cancellationToken) =>
        _loader.LoadAsync(facts, content, execution, cancellationToken);

    /// <summary>Adds a version whose model was loaded already, as it was just checked.</summary>
    /// <returns>The version; null where another service has given its number, or removed its content, meanwhile.</returns>
    /// <exception cref="InferenceException">What the upload says of it cannot be so.</exception>
    public async Task<ModelVersion?> AddAsync(
        ModelVersion facts, ModelUpload upload, LoadedModel loaded, Caller caller, CancellationToken cancellationToken)
    {
        OnnxPredictor predictor = loaded.Slot.Predictor;
        CardFacts card = CardFacts.Of(predictor.Card) with { Signature = predictor.Metadata.ToJson() };
        bool isAdded = false, isKnown = true;
        string? there = _snapshot.KeyOf(facts.Digest);
        ServedVersion? version = null;
        try
        {
            string key = await _blobs.SendAsync(upload.Content, there, cancellationToken).ConfigureAwait(false);
            version = new ServedVersion(
                new StoredVersion(facts with { Task = card.Task, Engine = card.Engine, Metrics = card.Metrics },
                    upload.Parameters, upload.Labels, key), LoadAsync, loaded);
            await CatchUpSoonAsync(cancellationToken).ConfigureAwait(false);
            return await AloneAsync(async () =>
            {
                ServedModel? after = await PublishAsync(version, there, upload, caller, card, cancellationToken).ConfigureAwait(false);
                isAdded = after is not null;
                return after?.Describe(version);
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (InferenceException e) when (e.Failure == InferenceFailure.Unavailable)
        {
            isKnown = false;   // perhaps the change was made
            throw;
        }
        finally
        {
            if (!isAdded && version is null) loaded.Slot.Release();
            else if (!isAdded) version!.Remove();
            if (!isAdded && IsShared && version is not null && version.Stored.Blob != there) _left.Add(version.Stored.Content, isKnown);
        }
    }

    /// <summary>Changes one model.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="edit">From the model as it is when nobody else changes anything; it may be asked again.</param>
    /// <param name="cancellationToken">Stops waiting for others, and for what must be loaded first.</param>
    /// <returns>The model afterwards.</returns>
    /// <exception cref="InferenceException">It cannot be so.</exception>
    public async Task<ServedModel> ApplyAsync(
        string name, Caller caller, Func<ServedModel, ModelEdit> edit, CancellationToken cancellationToken)
    {
        if (IsShared)
        {
            await CatchUpSoonAsync(cancellationToken).ConfigureAwait(false);
            await _near.BringAsync(_snapshot.Past(name), edit, cancellationToken).ConfigureAwait(false);
        }
        return await AloneAsync(async () =>
            (await ChangeAsync(name, caller, (_, before) => edit(before), card: null, cancellationToken).ConfigureAwait(false))!,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes over what other services have changed, and begins to clear away files that changes left.</summary>
    /// <exception cref="InferenceException">The database does not answer.</exception>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        await AloneAsync(async () =>
        {
            await CatchUpAsync(isPatient: true, cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
        _left.BeginRemoval();
    }

    /// <summary>Waits until another service says that it has changed something, but no longer than this.</summary>
    public Task WaitForChangeAsync(TimeSpan longest, CancellationToken cancellationToken) =>
        _catalog.WaitAsync(longest, cancellationToken);

    /// <summary>The ONNX file of a version.</summary>
    public Task<FileStream> OpenContentAsync(ServedVersion version, CancellationToken cancellationToken) =>
        _blobs.OpenAsync(version.Stored.Content, cancellationToken);

    /// <summary>The ONNX file of a version, whose content was checked.</summary>
    /// <exception cref="InferenceException">It is gone or damaged, or the store does not answer.</exception>
    /// <exception cref="IOException">The disk does not give it.</exception>
    public Task<FileStream> OpenCheckedAsync(ServedVersion version, CancellationToken cancellationToken) =>
        _blobs.OpenCheckedAsync(version.Stored.Content, cancellationToken);

    /// <summary>Clears away the files that no version names.</summary>
    public Task SweepBlobsAsync(CancellationToken cancellationToken) =>
        _blobs.SweepAsync(() => Queries.ReadBlobsAsync(cancellationToken), cancellationToken);

    /// <summary>Does what one of the services that share a repository is to do; false: another one is at it.</summary>
    public Task<bool> TakeTurnAsync(Func<Task> work, CancellationToken cancellationToken) =>
        _catalog.TakeTurnAsync(work, cancellationToken);

    /// <summary>
    /// Loads the versions that answer by default or under an alias, as many as there is memory for, so that the first request finds them
    /// warm.
    /// </summary>
    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        foreach (ServedVersion version in _snapshot.Models.SelectMany(m => m.InFront))
        {
            if (!_memory.HasRoomFor(version.NeededBytes)) continue;   // its first request loads it
            try
            {
                using PredictorLease lease = await version.AcquireAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (InferenceException e) when (e.Failure == InferenceFailure.NotFound
                || _snapshot.TryFind(version.Facts.Name)?.Versions.Contains(version) != true)
            {
                // deleted, or about to be, while those before it were loaded: nobody asks for it any more
            }
            catch (InferenceException e)
            {
                LogUnavailable(e, version.Facts.Name, version.Facts.Version);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _memory.Dispose();   // a change that waits for room ends
        await _changes.WaitAsync().ConfigureAwait(false);
        await _left.DisposeAsync().ConfigureAwait(false);
        foreach (ServedVersion version in _snapshot.Models.SelectMany(m => m.Versions)) version.Remove();
        await _catalog.DisposeAsync().ConfigureAwait(false);
        _blobs.Dispose();
        _folderLock.Dispose();
        _changes.Dispose();
    }

    private async ValueTask<PredictorLease> AcquireAsync(string? name, string? version, bool mayTry, CancellationToken cancellationToken)
    {
        while (true)
        {
            RepositorySnapshot seen = _snapshot;
            try
            {
                ServedModel model = seen.Find(name);
                return mayTry && model.Trial is { } trial && string.IsNullOrEmpty(version)
                    ? await trial.AcquireAsync(model, _chance.Next(), _memory, cancellationToken).ConfigureAwait(false)
                    : await model.Find(version).AcquireAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (InferenceException e) when (e.Failure == InferenceFailure.NotFound && seen != _snapshot)
            {
                // deleted since: what a name without a number, or an alias, means now is another version
            }
        }
    }

    /// <summary>
    /// Before a change has its turn: it is made to what others have done, whose models are shown then, whether they are loaded or not. So
    /// their files get some time to come.
    /// </summary>
    private Task CatchUpSoonAsync(CancellationToken cancellationToken) => !IsShared ? Task.CompletedTask : _near.BringSoonAsync(
        async late => (await _catalog.ReadAsync(_snapshot.Revision, ServeKnown, late).ConfigureAwait(false)).Models
            .Select(after => (_snapshot.Past(after.Name), after)), cancellationToken);

    private async Task<T> AloneAsync<T>(Func<Task<T>> change, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await change().ConfigureAwait(false);
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>First the file, then the row that names it, then the snapshot: whatever is interrupted leaves nothing half.</summary>
    private async Task<ServedModel?> PublishAsync(ServedVersion version, string? there, ModelUpload upload, Caller caller, CardFacts card,
        CancellationToken cancellationToken)
    {
        try
        {
            ServedModel? after = await ChangeAsync(version.Facts.Name, caller, (seen, before) =>
            {
                // a key that was shared with another version is good as long as that one has it
                bool isThere = !IsShared || there is null || seen.KeyOf(version.Facts.Digest) == there;
                if (!isThere || before.NextVersion != version.Facts.Version) return null;
                _quotas.Check(seen, upload, caller);
                ModelEdit edit = before.Upload(version, upload, caller);
                _blobs.Keep(upload.Content, version.Stored.Blob);
                return edit;
            }, card, cancellationToken).ConfigureAwait(false);
            if (after is not null && !after.InFront.Contains(version)) version.Unload();   // served on demand, under its number
            return after;
        }
        catch when (!IsShared)
        {
            await RemoveUnnamedAsync([version.Stored.Content]).ConfigureAwait(false);
            throw;   // of a shared one it is not known what became of the change: the sweep will see
        }
    }

    /// <summary>Changes a model, as often as others change something meanwhile; null where that makes it impossible.</summary>
    private async Task<ServedModel?> ChangeAsync(string name, Caller caller, Func<RepositorySnapshot, ServedModel, ModelEdit?> edit,
        CardFacts? card, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            if (IsShared) await CatchUpAsync(isPatient: false, cancellationToken).ConfigureAwait(false);
            RepositorySnapshot seen = _snapshot;
            ServedModel before = seen.Past(name);
            if (edit(seen, before) is not { } done) return null;
            if (done.After == before) return before;
            ServedModel after = done.After.Settle();
            RepositoryEvent happened =
                new(0, _time.GetUtcNow(), caller.Name, caller.Address, done.Action, after.Name, done.Version, done.Detail);
            List<(ServedVersion Version, PredictorSlot Slot)> anew =
                await _loader.LoadInFrontAsync(before, after, cancellationToken).ConfigureAwait(false);
            long? revision = null;
            try
            {
                revision = await _catalog.SaveAsync(seen.Revision, before, after, happened, card).ConfigureAwait(false);
            }
            finally
            {
                if (revision is null) anew.ForEach(a => a.Slot.Release());
            }
            if (revision is not { } now) continue;
            Show(before, after with { Revision = now }, anew, now);
            await RemoveUnnamedAsync(before.Contents.Except(after.Contents).Select(v => v.Content)).ConfigureAwait(false);
            string what = done.Version is { } number
                ? string.Create(CultureInfo.InvariantCulture, $"version {number}: {done.Detail}")
                : done.Detail;
            LogChanged(after.Name, done.Action, what);
            return after;
        }
        throw new InferenceException(InferenceFailure.Unavailable,
            "Other services change the repository all the time, so that this change found no turn: try again.");
    }

    /// <summary>
    /// Takes over what others have changed, as if it were changed here: what is to answer is loaded before anybody is sent to it.
    /// </summary>
    /// <param name="isPatient">Whether a model stays as it was, for a time, while what is to answer cannot be loaded here.</param>
    /// <param name="cancellationToken">Stops waiting for what must be loaded first.</param>
    private async Task CatchUpAsync(bool isPatient, CancellationToken cancellationToken)
    {
        bool isLate = false;
        CatalogChanges changes = await _catalog.ReadAsync(_snapshot.Revision, ServeKnown, cancellationToken).ConfigureAwait(false);
        foreach (ServedModel read in changes.Models)
        {
            ServedModel before = _snapshot.Past(read.Name);
            if (read.Revision == before.Revision && changes.Revision > _snapshot.Revision) continue;   // shown, while another one is late
            ServedModel after = read.WithTrialOf(before);
            List<(ServedVersion, PredictorSlot)> anew = [];
            bool isReady = _near.HasOrBegins(before, after), isNews = !_lateSince.ContainsKey(after.Name);
            try
            {
                if (isReady) anew = await _loader.LoadInFrontAsync(before, after, cancellationToken).ConfigureAwait(false);
            }
            catch (InferenceException e)
            {
                isReady = false;
                if (isNews) LogUnavailable(e, after.Name, after.Versions.IsEmpty ? 0 : after.Default.Facts.Version);
            }
            if (!isReady && isNews) _lateSince.Add(after.Name, Environment.TickCount64);
            if (!isReady && isPatient && Environment.TickCount64 - _lateSince[after.Name] < LongestLate)
            {
                isLate = true;
                continue;
            }
            _lateSince.Remove(after.Name);
            Show(before, after, anew, _snapshot.Revision);   // where it could not be loaded, requests try again
            LogFollowed(after.Name);
        }
        if (!isLate && changes.Revision != _snapshot.Revision) _snapshot = _snapshot.At(changes.Revision);
    }

    /// <summary>Has requests see a model as it is from now on.</summary>
    private void Show(ServedModel before, ServedModel after, List<(ServedVersion Version, PredictorSlot Slot)> anew, long revision)
    {
        _snapshot = _snapshot.With(after, revision);
        anew.ForEach(a => a.Version.Replace(a.Slot));
        if (before.Execution != after.Execution)
            foreach (ServedVersion other in after.Versions.Where(v => v.LoadedExecution != after.Execution)) other.Unload();
        foreach (ServedVersion gone in before.Versions.Except(after.Versions)) gone.Remove();
        foreach (ServedVersion behind in before.InFront.Except(after.InFront)) behind.Unload();
    }

    /// <summary>A version of the catalog: the one that is served already, with what it has loaded, or a new one.</summary>
    private ServedVersion ServeKnown(StoredVersion stored) =>
        _snapshot.Past(stored.Facts.Name).TryFind(stored.Facts.Version) is { } known && known.Stored.Content == stored.Content
            ? known
            : Serve(stored);

    private Task<PredictorSlot> LoadAsync(ServedVersion version, CancellationToken cancellationToken) =>
        _loader.LoadAsync(version, _snapshot.Past(version.Facts.Name).Execution, cancellationToken);

    /// <summary>
    /// Removes the files of these that no version names any more. In a store that services share they may go later; in a folder, where a
    /// key is named again with the next upload of the same content, they go before the next change.
    /// </summary>
    private async Task RemoveUnnamedAsync(IEnumerable<StoredBlob> candidates)
    {
        StoredBlob[] unnamed = [.. candidates.Except(_snapshot.Blobs)];
        if (IsShared)
        {
            foreach (StoredBlob blob in unnamed) _left.Add(blob, isSure: true);
            return;
        }
        try
        {
            foreach (StoredBlob blob in unnamed) await _blobs.DeleteAsync(blob.Key, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogLeft(e);
        }
    }

    [LoggerMessage(EventId = 11, Level = LogLevel.Information, Message = "Model {Model}: {Action} ({What})")]
    private partial void LogChanged(string model, string action, string what);

    [LoggerMessage(EventId = 12, Level = LogLevel.Error, Message = "Model {Model}: version {Version} cannot be loaded")]
    private partial void LogUnavailable(Exception e, string model, int version);

    [LoggerMessage(EventId = 15, Level = LogLevel.Information, Message = "Model {Model}: changed by another service")]
    private partial void LogFollowed(string model);

    [LoggerMessage(EventId = 16, Level = LogLevel.Warning, Message = "Files of deleted versions are left to the sweep of the next start")]
    private partial void LogLeft(Exception e);
}

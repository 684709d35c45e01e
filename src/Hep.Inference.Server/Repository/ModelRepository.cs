using System.Diagnostics;
using System.Globalization;
using Hep.Inference.OnnxRuntime;
using Hep.Inference.Server.Security;
using Hep.Onnx;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// The models of a service: immutable versions on the disk, and the snapshot that requests read. Changes go one at a time, each whole or
/// not at all: what is to answer is loaded before anybody is sent to it, then the change is on the disk, then it is seen, and what was
/// replaced serves the requests that it has begun.
/// </summary>
internal sealed partial class ModelRepository : IAsyncDisposable
{
    private const string CatalogFile = "repository.db";

    private readonly InferenceServerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RepositoryLock _folderLock;
    private readonly BlobStore _blobs;
    private readonly ModelCatalog _catalog;
    private readonly ModelMemory _memory;
    private readonly SemaphoreSlim _changes = new(1);
    private volatile RepositorySnapshot _snapshot;

    /// <exception cref="IOException">The folder cannot be used, or another service uses it.</exception>
    /// <exception cref="InferenceException">Models are to be run by what this build of the runtime lacks.</exception>
    public ModelRepository(InferenceServerOptions options, TimeProvider time, ILogger<ModelRepository> logger)
    {
        _options = options with { Predictor = options.Execution.Over(options.Predictor) };
        _time = time;
        _logger = logger;
        _memory = new ModelMemory(options.MemoryBytes);
        Directory.CreateDirectory(options.ModelsFolder);
        _folderLock = new RepositoryLock(options.ModelsFolder);
        _blobs = new BlobStore(options.ModelsFolder);
        string catalog = Path.Combine(options.ModelsFolder, CatalogFile);
        _catalog = new ModelCatalog(catalog);
        foreach (string digest in _catalog.UnreadCards()) _catalog.AddCard(digest, CardOf(digest));
        Queries = new CatalogQueries(catalog);
        _snapshot = new RepositorySnapshot(_catalog.ReadAll(Serve));
        _blobs.Sweep(NamedContents());
    }

    /// <summary>The models as they are now.</summary>
    public RepositorySnapshot Snapshot => _snapshot;

    /// <summary>What only the catalog knows: cards, the history, what a search finds.</summary>
    public CatalogQueries Queries { get; }

    /// <summary>A version for one request; without a number or alias the default one.</summary>
    /// <exception cref="InferenceException">There is no such model or version, or it cannot be loaded.</exception>
    public async Task<PredictorLease> AcquireAsync(string? name, string? version, CancellationToken cancellationToken)
    {
        while (true)
        {
            RepositorySnapshot seen = _snapshot;
            try
            {
                return await seen.Find(name).Find(version).AcquireAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (InferenceException e) when (e.Failure == InferenceFailure.NotFound && seen != _snapshot)
            {
                // deleted since: what a name without a number, or an alias, means now is another version
            }
        }
    }

    /// <summary>Writes what comes in to the disk, under a name of its own.</summary>
    public Task<StagedModel> StageAsync(Stream content, CancellationToken cancellationToken) =>
        StagedModel.WriteAsync(_blobs.StagingFolder, content, cancellationToken);

    /// <summary>A version that is loaded when it is asked for.</summary>
    public ServedVersion Serve(StoredVersion version) => new(version, LoadAsync);

    /// <summary>Checks a model and loads it.</summary>
    /// <exception cref="InferenceException">It cannot be served.</exception>
    public async Task<LoadedModel> LoadAsync(
        ModelVersion facts, byte[] content, ModelExecution execution, CancellationToken cancellationToken)
    {
        PredictionCounts counts = new();
        ModelRoom room = await _memory.TakeAsync(facts, facts.Bytes, cancellationToken).ConfigureAwait(false);
        return new LoadedModel(Load(facts, room, () => content, counts, execution), counts);
    }

    /// <summary>Adds a version whose model was loaded already, as it was just checked.</summary>
    /// <exception cref="InferenceException">What the upload says of it cannot be so.</exception>
    public async Task<ModelVersion> AddAsync(
        ModelVersion facts, ModelUpload upload, LoadedModel loaded, Caller caller, CancellationToken cancellationToken)
    {
        CardFacts card = CardFacts.Of(loaded.Slot.Predictor.Card);
        StoredVersion stored = new(
            facts with { Task = card.Task, Engine = card.Engine, Metrics = card.Metrics }, upload.Parameters, upload.Labels);
        ServedVersion version = new(stored, LoadAsync, loaded);
        try
        {
            return await AloneAsync(async () =>
            {
                ServedModel after = await PublishAsync(version, upload, caller, card, cancellationToken).ConfigureAwait(false);
                return after.Describe(version);
            }, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            version.Remove();
            throw;
        }
    }

    /// <summary>Changes one model.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="edit">From the model as it is when nobody else changes anything.</param>
    /// <param name="cancellationToken">Stops waiting for others, and for what must be loaded first.</param>
    /// <returns>The model afterwards.</returns>
    /// <exception cref="InferenceException">It cannot be so.</exception>
    public Task<ServedModel> ApplyAsync(
        string name, Caller caller, Func<ServedModel, ModelEdit> edit, CancellationToken cancellationToken) =>
        AloneAsync(async () =>
        {
            ServedModel before = _snapshot.Past(name);
            ModelEdit done = edit(before);
            return done.After == before ? before
                : await ChangeAsync(before, done, caller, card: null, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>The ONNX file of a version.</summary>
    public FileStream OpenContent(ServedVersion version) => _blobs.Open(version.Facts.Digest);

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
        foreach (ServedVersion version in _snapshot.Models.SelectMany(m => m.Versions)) version.Remove();
        _catalog.Dispose();
        _folderLock.Dispose();
        _changes.Dispose();
    }

    private OnnxReadLimits Limits => _options.Predictor.ReadLimits with { Bytes = _options.MaximumModelBytes };

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
    private async Task<ServedModel> PublishAsync(
        ServedVersion version, ModelUpload upload, Caller caller, CardFacts card, CancellationToken cancellationToken)
    {
        ServedModel before = _snapshot.Past(version.Facts.Name);
        ModelEdit edit = before.Upload(version, upload, caller);
        _blobs.Keep(upload.Content);
        try
        {
            ServedModel after = await ChangeAsync(before, edit, caller, card, cancellationToken).ConfigureAwait(false);
            if (!after.InFront.Contains(version)) version.Unload();   // served on demand, under its number
            return after;
        }
        catch
        {
            RemoveUnnamed([version.Facts.Digest]);
            throw;
        }
    }

    private async Task<ServedModel> ChangeAsync(
        ServedModel before, ModelEdit edit, Caller caller, CardFacts? card, CancellationToken cancellationToken)
    {
        ServedModel after = edit.After.Settle();
        RepositoryEvent happened =
            new(0, _time.GetUtcNow(), caller.Name, caller.Address, edit.Action, after.Name, edit.Version, edit.Detail);
        List<(ServedVersion Version, PredictorSlot Slot)> anew =
            await LoadInFrontAsync(before, after, cancellationToken).ConfigureAwait(false);
        try
        {
            _catalog.Save(before, after, happened, card);
            _snapshot = _snapshot.With(after);
        }
        catch
        {
            anew.ForEach(a => a.Slot.Release());
            throw;
        }
        anew.ForEach(a => a.Version.Replace(a.Slot));
        if (before.Execution != after.Execution)
            foreach (ServedVersion other in after.Versions.Where(v => v.LoadedExecution != after.Execution)) other.Unload();
        foreach (ServedVersion gone in before.Versions.Except(after.Versions)) gone.Remove();
        foreach (ServedVersion behind in before.InFront.Except(after.InFront)) behind.Unload();
        RemoveUnnamed(before.Contents.Except(after.Contents).Select(v => v.Facts.Digest));
        string what = edit.Version is { } number
            ? string.Create(CultureInfo.InvariantCulture, $"version {number}: {edit.Detail}")
            : edit.Detail;
        LogChanged(after.Name, edit.Action, what);
        return after;
    }

    /// <summary>
    /// Has the versions loaded that come to the front, and all that are in front where they are to be run in another way; each is checked,
    /// and kept as far as there is memory for them together.
    /// </summary>
    /// <returns>Those that replace a model which is run in another way.</returns>
    /// <exception cref="InferenceException">They cannot be run so.</exception>
    private async Task<List<(ServedVersion Version, PredictorSlot Slot)>> LoadInFrontAsync(
        ServedModel before, ServedModel after, CancellationToken cancellationToken)
    {
        bool isAsBefore = before.Execution == after.Execution;
        if (!isAsBefore) _ = after.Execution.Over(_options.Predictor);
        List<(ServedVersion Version, PredictorSlot Slot)> anew = [];
        try
        {
            foreach (ServedVersion version in after.InFront)
            {
                ModelExecution? now = version.LoadedExecution;
                if (now == after.Execution) continue;
                if (isAsBefore && now is null)
                {
                    if (!before.InFront.Contains(version)) await ReadyAsync(version).ConfigureAwait(false);
                    continue;
                }
                ModelRoom? room = _memory.TryTake(version.Facts, version.NeededBytes);
                if (room is null)
                {
                    Release();   // where memory is short, one has to go for the other: its next request loads it
                    room = await _memory.TakeAsync(version.Facts, version.NeededBytes, cancellationToken).ConfigureAwait(false);
                }
                anew.Add((version, Load(version, room, after.Execution)));
            }
            return anew;
        }
        catch
        {
            Release();
            throw;
        }

        async Task ReadyAsync(ServedVersion version)
        {
            if (_memory.IsBounded) Release();
            (await version.AcquireAsync(cancellationToken).ConfigureAwait(false)).Dispose();
        }

        void Release()
        {
            anew.ForEach(a => a.Slot.Release());
            anew.Clear();
        }
    }

    private async Task<PredictorSlot> LoadAsync(ServedVersion version, CancellationToken cancellationToken)
    {
        ModelRoom room = await _memory.TakeAsync(version.Facts, version.NeededBytes, cancellationToken).ConfigureAwait(false);
        return Load(version, room, _snapshot.Past(version.Facts.Name).Execution);
    }

    private PredictorSlot Load(ServedVersion version, ModelRoom room, ModelExecution execution) =>
        Load(version.Facts, room, () => _blobs.Read(version.Facts.Digest), version.Counts, execution);

    private PredictorSlot Load(ModelVersion facts, ModelRoom room, Func<byte[]> content, PredictionCounts counts, ModelExecution execution)
    {
        long start = Stopwatch.GetTimestamp();
        OnnxPredictor? predictor = null;
        try
        {
            ResidentGrowth growth = new(facts.Bytes);
            predictor = OnnxPredictor.Load(content(), execution.Over(_options.Predictor) with
            {
                Name = facts.Name,
                Version = facts.Version.ToString(CultureInfo.InvariantCulture),
                Counts = counts,
                ReadLimits = Limits,
            });
            _memory.Settle(room, growth.Bytes);
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            LogLoaded(facts.Name, facts.Version, elapsed.TotalMilliseconds);
            return new PredictorSlot(predictor, room, execution);
        }
        catch
        {
            _ = predictor?.DisposeAsync().AsTask();
            room.Dispose();
            throw;
        }
    }

    /// <summary>Removes the files of these that no version names any more.</summary>
    private void RemoveUnnamed(IEnumerable<string> digests)
    {
        string[] candidates = [.. digests.Distinct(StringComparer.Ordinal)];
        if (candidates.Length == 0) return;
        HashSet<string> named = NamedContents();
        foreach (string digest in candidates)
            if (!named.Contains(digest)) _blobs.Delete(digest);
    }

    private HashSet<string> NamedContents() =>
        _snapshot.All.SelectMany(m => m.Contents).Select(v => v.Facts.Digest).ToHashSet(StringComparer.Ordinal);

    /// <summary>The card in a file that was taken in before cards were read.</summary>
    private CardFacts CardOf(string digest)
    {
        try
        {
            return CardFacts.Of(OnnxModel.Load(_blobs.Read(digest), Limits).Card);
        }
        catch (Exception e) when (e is InferenceException or OnnxException)
        {
            return CardFacts.None;   // damaged: its version says so when it is asked
        }
    }

    [LoggerMessage(EventId = 11, Level = LogLevel.Information, Message = "Model {Model}: {Action} ({What})")]
    private partial void LogChanged(string model, string action, string what);

    [LoggerMessage(EventId = 12, Level = LogLevel.Error, Message = "Model {Model}: version {Version} cannot be loaded")]
    private partial void LogUnavailable(Exception e, string model, int version);

    [LoggerMessage(EventId = 13, Level = LogLevel.Information, Message = "Model {Model}: version {Version} loaded in {Milliseconds:F0} ms")]
    private partial void LogLoaded(string model, int version, double milliseconds);
}

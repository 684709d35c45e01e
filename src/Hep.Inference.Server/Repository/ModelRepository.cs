using System.Diagnostics;
using System.Globalization;
using Hep.Inference.OnnxRuntime;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// The models of a service: immutable versions on the disk, and the snapshot that requests read. Changes go one at a time; a
/// version is on the disk, checked and warm before anybody sees it, and a replaced one serves the requests it has begun.
/// </summary>
internal sealed partial class ModelRepository : IAsyncDisposable
{
    private readonly InferenceServerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RepositoryLock _folderLock;
    private readonly BlobStore _blobs;
    private readonly ModelCatalog _catalog;
    private readonly SemaphoreSlim _changes = new(1);
    private volatile RepositorySnapshot _snapshot;

    /// <exception cref="IOException">The folder cannot be used, or another service uses it.</exception>
    public ModelRepository(InferenceServerOptions options, TimeProvider time, ILogger<ModelRepository> logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        Directory.CreateDirectory(options.ModelsFolder);
        _folderLock = new RepositoryLock(options.ModelsFolder);
        _blobs = new BlobStore(options.ModelsFolder);
        _catalog = new ModelCatalog(Path.Combine(options.ModelsFolder, "repository.db"));
        IReadOnlyList<StoredVersion> stored = _catalog.ReadAll();
        _blobs.Sweep(stored.Select(v => v.Facts.Digest).ToHashSet());
        _snapshot = new RepositorySnapshot(
            stored.GroupBy(v => v.Facts.Name).Select(g => new ServedModel(g.Key, [.. g.Select(v => new ServedVersion(v, Load))])));
    }

    /// <summary>The models as they are now.</summary>
    public RepositorySnapshot Snapshot => _snapshot;

    /// <summary>A version for one request; without a number the default one.</summary>
    /// <exception cref="InferenceException">There is no such model or version, or it cannot be loaded.</exception>
    public Task<PredictorLease> AcquireAsync(string? name, string? version, CancellationToken cancellationToken) =>
        _snapshot.Find(name).Find(version).AcquireAsync(cancellationToken);

    /// <summary>Writes what comes in to the disk, under a name of its own.</summary>
    public Task<StagedModel> StageAsync(Stream content, CancellationToken cancellationToken) =>
        StagedModel.WriteAsync(_blobs.StagingFolder, content, cancellationToken);

    /// <summary>
    /// Checks a model and adds it as the newest version, which answers from then on. What the newest one is already is not added again.
    /// </summary>
    /// <exception cref="InferenceException">The model cannot be served.</exception>
    public async Task<ModelVersion> AddAsync(ModelUpload upload, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ServedModel? model = _snapshot.TryFind(upload.Name);
            if (model?.Default.Stored is { } newest && upload.IsOf(newest)) return newest.Facts;   // repeated after its answer was lost
            ModelVersion facts = new()
            {
                Name = upload.Name,
                Version = _catalog.NextVersion(upload.Name),
                Digest = upload.Content.Digest,
                Bytes = upload.Content.Length,
                Created = _time.GetUtcNow(),
            };
            StoredVersion stored = new(facts, upload.Parameters, upload.Labels);
            PredictionCounts counts = new();
            byte[] content = await File.ReadAllBytesAsync(upload.Content.Path, cancellationToken).ConfigureAwait(false);
            OnnxPredictor loaded = Load(stored, content, counts);
            Publish(model, upload.Content, new ServedVersion(stored, Load, loaded, counts));
            return facts;
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Deletes a version, or all of them; requests under way are still served.</summary>
    /// <exception cref="InferenceException">There is no such model or version.</exception>
    public async Task DeleteAsync(string? name, string? version, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ServedModel model = _snapshot.Find(name);
            ServedVersion[] gone = version is null ? [.. model.Versions] : [model.Find(version)];
            _catalog.Delete(gone.Select(v => v.Facts));
            _snapshot = _snapshot.With(model with { Versions = model.Versions.RemoveRange(gone) });
            HashSet<string> named = _snapshot.Models.SelectMany(m => m.Versions).Select(v => v.Facts.Digest).ToHashSet();
            foreach (ServedVersion served in gone)
            {
                served.Remove();
                if (!named.Contains(served.Facts.Digest)) _blobs.Delete(served.Facts.Digest);
                LogDeleted(served.Facts.Name, served.Facts.Version);
            }
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>The ONNX file of a version.</summary>
    public FileStream OpenContent(ServedVersion version) => _blobs.Open(version.Facts.Digest);

    /// <summary>Loads the default versions, so that the first request finds them warm.</summary>
    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        foreach (ServedModel model in _snapshot.Models)
        {
            try
            {
                using PredictorLease lease = await model.Default.AcquireAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (InferenceException e) when (e.Failure == InferenceFailure.NotFound
                || _snapshot.TryFind(model.Name)?.Versions.Contains(model.Default) != true)
            {
                // deleted, or about to be, while those before it were loaded: nobody asks for it any more
            }
            catch (InferenceException e)
            {
                LogUnavailable(e, model.Name, model.Default.Facts.Version);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _changes.WaitAsync().ConfigureAwait(false);
        foreach (ServedVersion version in _snapshot.Models.SelectMany(m => m.Versions)) version.Remove();
        _catalog.Dispose();
        _folderLock.Dispose();
        _changes.Dispose();
    }

    /// <summary>First the file, then the row that names it, then the snapshot: whatever is interrupted leaves nothing half.</summary>
    private void Publish(ServedModel? model, StagedModel content, ServedVersion version)
    {
        try
        {
            _blobs.Keep(content);
            _catalog.Add(version.Stored);
        }
        catch
        {
            version.Remove();
            throw;
        }
        _snapshot = _snapshot.With(new ServedModel(version.Facts.Name, [.. model?.Versions ?? [], version]));
        LogAdded(version.Facts.Name, version.Facts.Version, version.Facts.Digest);
        model?.Default.Unload();   // still served on demand, under its number
    }

    private OnnxPredictor Load(StoredVersion version, PredictionCounts counts) => Load(version, _blobs.Read(version.Facts.Digest), counts);

    private OnnxPredictor Load(StoredVersion version, byte[] content, PredictionCounts counts)
    {
        long start = Stopwatch.GetTimestamp();
        OnnxPredictor predictor = OnnxPredictor.Load(content, _options.Predictor with
        {
            Name = version.Facts.Name,
            Version = version.Facts.Version.ToString(CultureInfo.InvariantCulture),
            Counts = counts,
            ReadLimits = _options.Predictor.ReadLimits with { Bytes = _options.MaximumModelBytes },
        });
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        LogLoaded(version.Facts.Name, version.Facts.Version, elapsed.TotalMilliseconds);
        return predictor;
    }

    [LoggerMessage(EventId = 10, Level = LogLevel.Information, Message = "Model {Model}: version {Version} added ({Digest})")]
    private partial void LogAdded(string model, int version, string digest);

    [LoggerMessage(EventId = 11, Level = LogLevel.Information, Message = "Model {Model}: version {Version} deleted")]
    private partial void LogDeleted(string model, int version);

    [LoggerMessage(EventId = 12, Level = LogLevel.Error, Message = "Model {Model}: version {Version} cannot be loaded")]
    private partial void LogUnavailable(Exception e, string model, int version);

    [LoggerMessage(EventId = 13, Level = LogLevel.Information, Message = "Model {Model}: version {Version} loaded in {Milliseconds:F0} ms")]
    private partial void LogLoaded(string model, int version, double milliseconds);
}

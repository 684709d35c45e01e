using System.Diagnostics;
using System.Globalization;
using Hep.Inference.OnnxRuntime;
using Hep.Onnx;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Server.Repository;

/// <summary>Makes what runs out of what is kept: checks models and loads them, within the memory that there is.</summary>
internal sealed partial class ModelLoader(InferenceServerOptions options, ModelMemory memory, IBlobStore blobs, ILogger logger)
{
    /// <summary>What raw events of all versions may take that are not loaded: thousands of usual ones.</summary>
    private const long KeptFeatureBytes = 64 << 20;

    private readonly OnnxPredictorOptions _predictor = options.Execution.Over(options.Predictor);
    private readonly KeptFeatures _kept = new(KeptFeatureBytes);

    /// <summary>What a version counts into.</summary>
    public PredictionCounts NewCounts() => new(_kept);

    /// <summary>Checks a model that is coming in and loads it.</summary>
    /// <exception cref="InferenceException">It cannot be served.</exception>
    public async Task<LoadedModel> LoadAsync(
        ModelVersion facts, byte[] content, ModelExecution execution, CancellationToken cancellationToken)
    {
        PredictionCounts counts = NewCounts();
        ModelRoom room = await memory.TakeAsync(facts, facts.Bytes, cancellationToken).ConfigureAwait(false);
        PredictorSlot slot =
            await LoadAsync(facts, room, () => Task.FromResult(content), counts, execution).ConfigureAwait(false);
        return new LoadedModel(slot, counts);
    }

    /// <summary>Loads a version, as its model is run.</summary>
    public async Task<PredictorSlot> LoadAsync(ServedVersion version, ModelExecution execution, CancellationToken cancellationToken)
    {
        ModelRoom room = await memory.TakeAsync(version.Facts, version.NeededBytes, cancellationToken).ConfigureAwait(false);
        return await LoadAsync(version, room, execution, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The versions whose files <see cref="LoadInFrontAsync"/> reads.</summary>
    public static IEnumerable<ServedVersion> ToLoad(ServedModel before, ServedModel after)
    {
        bool isAsBefore = before.Execution == after.Execution;
        return after.InFront.Where(v =>
            v.LoadedExecution is { } now ? now != after.Execution : !isAsBefore || !before.InFront.Contains(v));
    }

    /// <summary>
    /// Has the versions loaded that come to the front, and all that are in front where they are to be run in another way; each is checked,
    /// and kept as far as there is memory for them together.
    /// </summary>
    /// <returns>Those that replace a model which is run in another way.</returns>
    /// <exception cref="InferenceException">They cannot be run so.</exception>
    public async Task<List<(ServedVersion Version, PredictorSlot Slot)>> LoadInFrontAsync(
        ServedModel before, ServedModel after, CancellationToken cancellationToken)
    {
        bool isAsBefore = before.Execution == after.Execution;
        if (!isAsBefore) _ = after.Execution.Over(_predictor);
        List<(ServedVersion Version, PredictorSlot Slot)> anew = [];
        try
        {
            foreach (ServedVersion version in ToLoad(before, after).ToArray())
            {
                if (isAsBefore && version.LoadedExecution is null)
                {
                    await ReadyAsync(version).ConfigureAwait(false);
                    continue;
                }
                ModelRoom? room = memory.TryTake(version.Facts, version.NeededBytes);
                if (room is null)
                {
                    Release();   // where memory is short, one has to go for the other: its next request loads it
                    room = await memory.TakeAsync(version.Facts, version.NeededBytes, cancellationToken).ConfigureAwait(false);
                }
                anew.Add((version, await LoadAsync(version, room, after.Execution, cancellationToken).ConfigureAwait(false)));
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
            if (memory.IsBounded) Release();
            (await version.AcquireAsync(cancellationToken).ConfigureAwait(false)).Dispose();
        }

        void Release()
        {
            anew.ForEach(a => a.Slot.Release());
            anew.Clear();
        }
    }

    /// <summary>The card in a file that was taken in before cards were read.</summary>
    public async Task<CardFacts> ReadCardAsync(StoredBlob blob, CancellationToken cancellationToken)
    {
        try
        {
            return CardFacts.Of(OnnxModel.Load(await blobs.ReadAsync(blob, cancellationToken).ConfigureAwait(false), Limits).Card);
        }
        catch (Exception e) when (e is InferenceException or OnnxException)
        {
            return CardFacts.None;   // damaged: its version says so when it is asked
        }
    }

    private OnnxReadLimits Limits => _predictor.ReadLimits with { Bytes = options.MaximumModelBytes };

    private Task<PredictorSlot> LoadAsync(
        ServedVersion version, ModelRoom room, ModelExecution execution, CancellationToken cancellationToken) =>
        LoadAsync(version.Facts, room, () => blobs.ReadAsync(version.Stored.Content, cancellationToken), version.Counts, execution);

    private async Task<PredictorSlot> LoadAsync(
        ModelVersion facts, ModelRoom room, Func<Task<byte[]>> read, PredictionCounts counts, ModelExecution execution)
    {
        long start = Stopwatch.GetTimestamp();
        OnnxPredictor? predictor = null;
        try
        {
            byte[] content = await read().ConfigureAwait(false);
            ResidentGrowth growth = new(facts.Bytes);
            predictor = OnnxPredictor.Load(content, execution.Over(_predictor) with
            {
                Name = facts.Name,
                Version = facts.Version.ToString(CultureInfo.InvariantCulture),
                Counts = counts,
                ReadLimits = Limits,
            });
            memory.Settle(room, growth.Bytes);
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

    [LoggerMessage(EventId = 13, Level = LogLevel.Information, Message = "Model {Model}: version {Version} loaded in {Milliseconds:F0} ms")]
    private partial void LogLoaded(string model, int version, double milliseconds);
}

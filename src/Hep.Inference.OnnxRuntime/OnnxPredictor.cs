using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Inference.OnnxRuntime;

/// <summary>
/// A model in this process, run by ONNX Runtime. A model whose metadata carry a pipeline takes raw events; any other takes tensors.
/// Safe for any number of callers at once: they queue for a bounded number of workers, and small calls that wait share a run.
/// </summary>
public sealed class OnnxPredictor : IPredictor
{
    /// <summary>The source of activities for each call: <c>queue</c>, the waiting for a run, and <c>run</c>.</summary>
    public const string ActivitySourceName = "Hep.Inference.OnnxRuntime";

    private readonly OnnxSession _session;
    private readonly PredictionQueue _queue;
    private readonly OnnxPredictorOptions _options;
    private readonly ModelInputs _inputs;
    private readonly EventInputs? _eventInputs;
    private readonly PredictionCounts _counts;
    private readonly FeatureObserver? _observer;
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _disposing;

    private OnnxPredictor(OnnxSession session, PipelineOfModel pipeline, bool rowsAreIndependent, OnnxPredictorOptions options)
    {
        _session = session;
        _options = options;
        _counts = options.Counts ?? new PredictionCounts();
        HasIndependentRows = rowsAreIndependent;
        Pipeline = pipeline.Pipeline;
        Card = pipeline.Card;
        Metadata = new PredictorMetadata
        {
            Name = options.Name ?? "model",
            Version = options.Version,
            Inputs = session.Inputs,
            Outputs = session.Outputs,
            EventColumns = Pipeline?.InputSchema,
        };
        _inputs = new ModelInputs(Metadata.Name, session.Inputs);
        if (Pipeline is not null)
        {
            _eventInputs = new EventInputs(session.Inputs);
            _eventInputs.Check(Pipeline);
        }
        _queue = new PredictionQueue(session, options, _counts);
        // last: who observes is to be disposed
        _observer = Pipeline is null || !options.ObserveFeatures ? null : _counts.ObserverOf(Pipeline, Card);
    }

    /// <inheritdoc/>
    public PredictorMetadata Metadata { get; }

    /// <summary>What takes raw events to the model's inputs; null for a model that carries none.</summary>
    public FeaturePipeline? Pipeline { get; }

    /// <summary>Where the model comes from; null for a model that carries no card.</summary>
    public ModelCard? Card { get; }

    /// <summary>
    /// Whether inputs and outputs have any number of rows that do not know of each other: then calls share runs, and large ones are cut.
    /// </summary>
    public bool HasIndependentRows { get; }

    /// <summary>How the model was loaded and is run.</summary>
    public OnnxPredictorOptions Options => _options;

    /// <summary>What the model has done so far.</summary>
    public PredictorStatistics Statistics => _counts.Read();

    /// <summary>What raw events were like so far; null for a model that takes none.</summary>
    public ObservedFeatures? Observed => _counts.ReadFeatures();

    /// <summary>Reads a model, checks it and runs it once.</summary>
    /// <exception cref="InferenceException">The model cannot be served: <see cref="InferenceFailure.InvalidModel"/>.</exception>
    public static OnnxPredictor Load(ReadOnlyMemory<byte> model, OnnxPredictorOptions? options = null)
    {
        options ??= OnnxPredictorOptions.Default;
        options.Check();
        PipelineOfModel pipeline = PipelineOfModel.Read(model, options.ReadLimits);
        OnnxSession session = OnnxSession.Open(ArrayOf(model), options);
        try
        {
            return new OnnxPredictor(session, pipeline, RowProbe.Run(session, options.WarmUpTimeout), options);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Reads a model file, checks it and runs it once.</summary>
    /// <exception cref="InferenceException">The file cannot be read, or the model cannot be served.</exception>
    public static OnnxPredictor Load(string path, OnnxPredictorOptions? options = null)
    {
        options ??= OnnxPredictorOptions.Default;
        return Load(ModelFile.Read(path, options.ReadLimits.Bytes),
            options with { Name = options.Name ?? Path.GetFileNameWithoutExtension(path) });
    }

    /// <inheritdoc/>
    public async Task<Predictions> PredictAsync(EntryBatch events, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (Pipeline is null) throw NoPipeline("raw events");
        cancellationToken.ThrowIfCancellationRequested();
        using PaddedBatch batch = Pipeline.ApplyAll(events, _observer);
        return await PredictAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Predictions> PredictAsync(PaddedBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (_eventInputs is null) throw NoPipeline("batches");
        IReadOnlyList<Tensor> inputs = _eventInputs.Create(batch);
        try
        {
            Tensor[] outputs = await RunAsync(inputs, cancellationToken).ConfigureAwait(false);
            return Predictions.OfEvents(outputs, batch.Selected, batch.Identities.Share());
        }
        finally
        {
            foreach (Tensor input in inputs) input.Dispose();
        }
    }

    /// <inheritdoc/>
    public async Task<Predictions> PredictAsync(IReadOnlyList<Tensor> inputs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return new Predictions(await RunAsync(inputs, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Lays out a call of fixed shapes, for programs that make it again and again: its runs allocate nothing. It may outlive the predictor.
    /// </summary>
    /// <param name="rows">Rows of each tensor.</param>
    /// <exception cref="InferenceException">The model has text, or sizes that are free besides the number of rows.</exception>
    /// <exception cref="ObjectDisposedException">The predictor is disposed.</exception>
    public PreparedCall Prepare(int rows = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposing) != 0, this);
        return new PreparedCall(_session, rows);
    }

    /// <summary>Refuses new calls, waits for those under way, and lets go of the model.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposing, 1) != 0)
        {
            await _disposed.Task.ConfigureAwait(false);
            return;
        }
        await _queue.DisposeAsync().ConfigureAwait(false);
        _session.Dispose();
        if (_observer is not null) _counts.LetObserverGo();
        _disposed.SetResult();
    }

    /// <summary>One call, counted: in a run, or in several of <see cref="OnnxPredictorOptions.RowsPerRun"/>.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Tensor[]> RunAsync(IReadOnlyList<Tensor> given, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        bool fits = false;
        try
        {
            Tensor[] inputs = _inputs.Order(given);
            fits = true;
            int rows = HasIndependentRows ? ModelInputs.RowsOf(inputs) : 0;
            Tensor[] outputs = rows <= _options.RowsPerRun
                ? await CallAsync(inputs, rows, cancellationToken).ConfigureAwait(false)
                : await RunPiecesAsync(inputs, rows, cancellationToken).ConfigureAwait(false);
            _counts.Succeeded(start);
            return outputs;
        }
        catch (Exception e)
        {
            _counts.Failed(start, e, fits);
            throw;
        }
    }

    private async Task<Tensor[]> RunPiecesAsync(Tensor[] inputs, int rows, CancellationToken cancellationToken)
    {
        List<Tensor[]> pieces = [];
        try
        {
            for (int start = 0; start < rows; start += _options.RowsPerRun)
                pieces.Add(await RunPieceAsync(inputs, start, Math.Min(_options.RowsPerRun, rows - start), cancellationToken)
                    .ConfigureAwait(false));
            return [.. pieces[0].Select((_, output) => Tensor.Concat([.. pieces.Select(p => p[output])]))];
        }
        finally
        {
            foreach (Tensor[] piece in pieces)
                foreach (Tensor output in piece) output.Dispose();
        }
    }

    private async Task<Tensor[]> RunPieceAsync(Tensor[] inputs, int start, int count, CancellationToken cancellationToken)
    {
        Tensor[] rows = Array.ConvertAll(inputs, t => t.Rows(start, count));
        try
        {
            return await CallAsync(rows, count, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            foreach (Tensor tensor in rows) tensor.Dispose();
        }
    }

    private ValueTask<Tensor[]> CallAsync(Tensor[] inputs, int rows, CancellationToken cancellationToken)
    {
        PredictionCall call = new(inputs, rows, cancellationToken);
        return CallTrace.IsWanted ? TracedAsync(call) : _queue.RunAsync(call);
    }

    private async ValueTask<Tensor[]> TracedAsync(PredictionCall call)
    {
        try
        {
            return await _queue.RunAsync(call).ConfigureAwait(false);
        }
        finally
        {
            CallTrace.Tell(call);
        }
    }

    private InferenceException NoPipeline(string given) =>
        new(InferenceFailure.InvalidRequest,
            $"The model '{Metadata.Name}' carries no pipeline: it takes tensors, not {given}.") { Model = Metadata.Name };

    private static byte[] ArrayOf(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array
            : memory.ToArray();
}

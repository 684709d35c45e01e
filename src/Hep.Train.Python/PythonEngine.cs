using System.Text.Json.Nodes;
using Hep.Jagged;
using Hep.Onnx;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hep.Train.Python;

/// <summary>
/// Trains with a script in Python, which runs as a process of its own: it imports the module <c>hep</c>, which is there while it runs,
/// takes batches from it, and says what model it trains. scikit-learn's estimators and PyTorch's modules need nothing more; anything
/// else brings functions that predict and export. The exported model is compared with the script's own predictions before it is given
/// out. One engine trains one model at a time; nothing is left of a script when training ends, however it ends.
/// </summary>
public sealed class PythonEngine : ITrainingEngine, IFinishingEngine
{
    private const string PlainName = "python";

    private readonly string _script;
    private readonly PythonOptions _options;
    private TrainingProblem? _problem;
    private ScriptSession? _session;
    private ParitySample _sample = new();
    private ScriptIdentity? _identity;
    private JsonObject? _told;
    private double _loss;

    /// <summary>An engine for a script.</summary>
    /// <param name="script">Its path.</param>
    /// <param name="options">How it is run.</param>
    /// <exception cref="ArgumentException">An option has no meaning.</exception>
    public PythonEngine(string script, PythonOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(script);
        _script = Path.GetFullPath(script);
        _options = options ?? new PythonOptions();
        _options.Check();
    }

    /// <summary>Python and NumPy with their versions, once the script has started.</summary>
    public string Name { get; private set; } = PlainName;

    /// <summary>Null: what a script trains is its own affair.</summary>
    public NetworkSpecification? Network => null;

    /// <summary>The script, by its name and the SHA-256 of its text; null before it has started.</summary>
    public string? Settings => _identity?.ToJson();

    /// <summary>
    /// The class of the script's model, its library with the version, and its parameters or layers; null before <see cref="ToModel"/>.
    /// </summary>
    public string? Trained => _told?.ToJsonString();

    /// <summary>Whether the script is done with learning: it left its loop over epochs, or it learns all at once.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Starts the script; a former one is ended.</summary>
    /// <exception cref="TrainingException">There is no such script or interpreter, or the interpreter cannot do it.</exception>
    public void Start(TrainingProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (!File.Exists(_script)) throw new TrainingException($"There is no script '{_script}'.");
        End();
        JsonObject document = ProblemDocument.Of(problem, _options);
        _problem = problem;
        _identity = ScriptIdentity.Of(_script);
        _session = ScriptSession.Open(_script, [_script, .. _options.Arguments], document, _options);
        Name = $"{PlainName} {_session.Versions}";
    }

    /// <inheritdoc/>
    public async Task<double> TrainAsync(IAsyncEnumerable<PaddedBatch> batches, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batches);
        if (IsFinished) return _loss;
        Session.BeginEpoch(cancellationToken);
        await foreach (PaddedBatch batch in batches.WithCancellation(cancellationToken).ConfigureAwait(false))
            using (batch) Train(batch, cancellationToken);
        EpochOutcome outcome = Session.EndEpoch(cancellationToken);
        Tell(outcome.Figures);
        (_loss, IsFinished) = (outcome.Loss, outcome.IsFinished);
        return _loss;
    }

    /// <inheritdoc/>
    public Task PredictAsync(PaddedBatch batch, Memory<float> predictions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _sample.ObserveValidation(batch);
        Session.Predict(batch, predictions.Span, cancellationToken);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void KeepWeights() => Session.Keep();

    /// <inheritdoc/>
    public void RestoreWeights() => Session.Restore();

    /// <summary>The script's model, as it exports it or as it is described, compared with its own predictions.</summary>
    /// <exception cref="TrainingException">There is none, it cannot be used, or it says something else than the script.</exception>
    public OnnxModel ToModel()
    {
        if (_sample.Entries is not { } entries)
            throw new InvalidOperationException("A model is compared on entries that were trained with or predicted before.");
        (OnnxModel model, _told) = CheckedExport.Of(Session, _problem!, entries, _options.Tolerance);
        return model;
    }

    /// <summary>Ends the script.</summary>
    public void Dispose() => End();

    private ScriptSession Session => _session ?? throw new InvalidOperationException("Start runs the script that this call needs.");

    private void End()
    {
        _session?.Dispose();
        _sample.Dispose();
        (_session, _sample, _told, IsFinished) = (null, new ParitySample(), null, false);
    }

    /// <summary>
    /// Gives this process' share of a batch to the script; fewer entries than processes are left out, so that all have a part.
    /// </summary>
    private void Train(PaddedBatch batch, CancellationToken cancellationToken)
    {
        _sample.ObserveTraining(batch);
        Shard shard = _options.Shard;
        if (batch.EntryCount < shard.Count) return;
        if (shard.Count == 1)
        {
            Session.Train(batch, cancellationToken);
            return;
        }
        using PaddedBatch own = batch.Take([.. Enumerable.Range(0, batch.EntryCount).Where(row => row % shard.Count == shard.Rank)]);
        Session.Train(own, cancellationToken);
    }

    private void Tell(IReadOnlyDictionary<string, double> figures)
    {
        if (figures.Count > 0) ScriptLog.Figures(_problem!.Options.Logger ?? NullLogger.Instance, figures);
    }
}

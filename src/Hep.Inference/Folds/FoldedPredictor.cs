using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Inference;

/// <summary>
/// The models that were trained on the folds of some entries, as one: an entry of a tree that training read is scored by the model of its
/// fold, which never saw it, any other by the mean of all. A further output, <see cref="FoldOutput"/>, tells which. Each model has a
/// pipeline of its own, so that raw events alone are taken.
/// </summary>
public sealed class FoldedPredictor : IPredictor
{
    /// <summary>The output INT32 [n] with the fold of each entry, <see cref="Mean"/> where it was scored by all models.</summary>
    public const string FoldOutput = "fold";

    /// <summary>Stands for a fold where there is none: the mean of all models was taken.</summary>
    public const int Mean = -1;

    private readonly FoldDivision _division;
    private readonly IPredictor[] _models;   // by fold
    private readonly TensorSignature[] _outputs;
    private readonly string? _withoutMean;

    /// <summary>Takes the models of all folds of one training, in any order, over: disposing this disposes them.</summary>
    /// <exception cref="InferenceException">
    /// They are not all models of one training, or predict other things: <see cref="InferenceFailure.InvalidModel"/>. The models stay the
    /// caller's then.
    /// </exception>
    public FoldedPredictor(params IReadOnlyList<FoldModel> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        (_division, _models) = FoldDivision.Of(models);
        PredictorMetadata first = _models[0].Metadata;
        _outputs = [.. first.Outputs];
        foreach (IPredictor model in _models) CheckOutputs(model.Metadata);
        // Cells are scaled by the statistics that one model saw: those of several are no numbers of one kind.
        _withoutMean = models[0].Card!.Heads.FirstOrDefault(h => h.Task == ModelTasks.Reconstruction)?.Output;
        Metadata = first with
        {
            Outputs = [.. _outputs, new TensorSignature(FoldOutput, TensorType.Int32, [-1])],
            EventColumns = EventColumnsOf(first),
        };
    }

    /// <summary>
    /// Whether the events were trained on, but stand in other files since: skims, merged files. Their folds then follow from the columns by
    /// which training split (<c>split_by</c>), whatever tree they are in. Default: false.
    /// </summary>
    /// <exception cref="InferenceException">Training split by where entries are stored, which a skim does not keep.</exception>
    public bool AreSkims
    {
        get;
        init => field = !value || _division.By.Count > 0 ? value
            : throw new InferenceException(InferenceFailure.InvalidRequest, $"'{Metadata.Name}' and the models beside it were trained on "
                + "folds by file and entry number, which skims do not keep: train with 'split_by', such as run, luminosityBlock and "
                + "event.");
    }

    /// <summary>
    /// As the model of fold 0 has them, with the output <see cref="FoldOutput"/>, and among the columns of events those by which training
    /// split; a card does not tell their type, and INT64 stands for it.
    /// </summary>
    public PredictorMetadata Metadata { get; }

    /// <summary>The number of models.</summary>
    public int FoldCount => _division.Count;

    /// <inheritdoc/>
    /// <exception cref="InferenceException">
    /// A model failed; or they reconstruct their input, and an event is of a tree that training did not read.
    /// </exception>
    /// <exception cref="PipelineException">Columns are missing, also of those by which training split, or do not fit.</exception>
    public async Task<Predictions> PredictAsync(EntryBatch events, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        int[] folds = new int[events.EntryCount];
        _division.CopyFolds(events, AreSkims, folds);
        if (_withoutMean is not null && folds.AsSpan().IndexOf(Mean) is >= 0 and var without)
            throw new InferenceException(InferenceFailure.InvalidRequest,
                $"'{_withoutMean}' is scaled as each model's own pipeline does, so that several have no mean, and training did not read "
                    + $"{events.Identities.SourceOf(without)}: predict its entries with one of the models.") { Model = Metadata.Name };
        FoldedOutput[] outputs = [.. _outputs.Select(o => new FoldedOutput(o, folds.Length))];
        bool[] selected = [.. Enumerable.Repeat(true, folds.Length)];
        for (int fold = 0; fold < _models.Length; fold++)
        {
            int[] entries = [.. Enumerable.Range(0, folds.Length).Where(e => folds[e] == fold || folds[e] == Mean)];
            if (entries.Length == 0) continue;
            using EntryBatch own = events.Take(entries);
            using Predictions predictions = await _models[fold].PredictAsync(own, cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < outputs.Length; i++) outputs[i].Add(predictions[_outputs[i].Name], entries);
            for (int row = 0; row < entries.Length; row++) selected[entries[row]] &= predictions.Selected[row];
        }
        return new Predictions(
            [.. outputs.Select(o => o.ToTensor(folds, _models.Length)), Tensor.Create<int>(FoldOutput, [folds.Length], folds)],
            selected, events.Identities.Share());
    }

    /// <summary>Refuses: no batch fits the pipelines of several models.</summary>
    /// <exception cref="InferenceException">Always.</exception>
    public Task<Predictions> PredictAsync(PaddedBatch batch, CancellationToken cancellationToken = default) => throw TakesEvents("batches");

    /// <summary>Refuses: tensors do not tell which entries they are of.</summary>
    /// <exception cref="InferenceException">Always.</exception>
    public Task<Predictions> PredictAsync(IReadOnlyList<Tensor> inputs, CancellationToken cancellationToken = default) =>
        throw TakesEvents("tensors");

    /// <summary>Disposes the models.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (IPredictor model in _models) await model.DisposeAsync().ConfigureAwait(false);
    }

    private void CheckOutputs(PredictorMetadata model)
    {
        if (model.EventColumns is null) throw Refuse($"The model '{model.Name}' carries no pipeline: it takes tensors and not events.");
        if (!model.Outputs.SequenceEqual(_outputs))
            throw Refuse($"'{_models[0].Metadata.Name}' gives {string.Join(", ", _outputs.AsEnumerable())}, and '{model.Name}' "
                + $"{string.Join(", ", model.Outputs)}: models of folds predict the same.");
        foreach (TensorSignature output in _outputs)
            if (output.Type != TensorType.Float32 || !output.HasFreeRows || output.Shape.Skip(1).Any(size => size < 0)
                || output.Name == FoldOutput)
                throw Refuse($"The output '{output}' of '{model.Name}' has no mean: FP32 with a row an event is expected, "
                    + $"and another name than '{FoldOutput}'.");
    }

    private Schema EventColumnsOf(PredictorMetadata model) => new([
        .. model.EventColumns!,
        .. _division.By.Where(c => !model.EventColumns!.TryGet(c, out _)).Select(c => new ColumnSchema(c, ElementType.Int64)),
    ]);

    private InferenceException TakesEvents(string given) => new(InferenceFailure.InvalidRequest,
        $"The models of folds take raw events, not {given}: which of them scores an entry depends on where it is stored, and each has a "
            + "pipeline of its own.") { Model = Metadata.Name };

    private static InferenceException Refuse(string message) => new(InferenceFailure.InvalidModel, message);
}

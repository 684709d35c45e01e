using System.Globalization;
using System.Text;
using Hep.Jagged;
using Hep.Tool.Reports;
using Hep.Tool.Terminal;
using Hep.Tool.Vectors;
using Hep.Train;

namespace Hep.Tool.Training;

/// <summary>
/// What training on folds writes beside each other: <c>NAME.fold0.onnx</c> and its history for each model, and in <c>NAME.scores.npz</c>
/// what
/// they predict for the entries that they never saw.
/// </summary>
internal sealed class FoldOutputs : IDisposable
{
    private readonly Session _session;
    private readonly bool _force;
    private readonly string _stem;
    private readonly string? _report;
    private readonly int _folds;
    private readonly NpzWriter _writer = new();
    private readonly NpzArray<int> _fold;
    private readonly NpzArray<float> _weights;
    private readonly EntryArray _entries;
    private readonly Dictionary<string, NpzArray<float>> _outputs = new(StringComparer.Ordinal);
    private NpzArray<float>? _labels;

    /// <summary>Outputs of a name; refuses those that exist, unless they may be replaced.</summary>
    public FoldOutputs(Session session, string model, string? report, bool force, int folds)
    {
        if (OutputFile.IsStandardOutputName(model))
            throw new ToolException("--folds writes several models: give -o the name of a file.");
        (_session, _force, _folds, _report, _stem) = (session, force, folds, report, Path.ChangeExtension(model, null));
        _fold = _writer.Begin<int>("fold");
        _weights = _writer.Begin<float>("weights");
        _entries = new EntryArray(_writer);
        IEnumerable<string> ofFolds = Enumerable.Range(0, folds).SelectMany(f => (string[])[ModelOf(f), HistoryOf(f)]);
        OutputFile.CheckFree(session, [.. ofFolds, Scores, .. (report is null ? [] : (string[])[report])], force);
    }

    /// <summary>The file of scores.</summary>
    public string Scores => $"{_stem}.scores.npz";

    /// <summary>The file of one model.</summary>
    public string ModelOf(int fold) => string.Create(CultureInfo.InvariantCulture, $"{_stem}.fold{fold}.onnx");

    /// <summary>Takes in entries of a fold.</summary>
    public void Add(FoldScores scored)
    {
        PaddedBatch entries = scored.Entries;
        int first = 0;
        foreach (TrainingHead head in scored.Heads)
        {
            if (!_outputs.TryGetValue(head.OutputName, out NpzArray<float>? output))
                _outputs.Add(head.OutputName, output = _writer.Begin<float>(head.OutputName, head.OutputCount));
            int width = scored.Predictions.Length / Math.Max(1, entries.EntryCount);
            for (int row = 0; row < scored.Predictions.Length; row += width)
                output.Append(scored.Predictions.Span.Slice(row + first, head.OutputCount));
            first += head.OutputCount;
        }
        _labels ??= entries.TargetCount switch
        {
            0 => null,                                                       // of an autoencoder
            1 => _writer.Begin<float>("labels"),
            _ => _writer.Begin<float>("labels", entries.TargetCount),
        };
        _labels?.Append(entries.Labels);
        _weights.Append(entries.Weights);
        _fold.Append([.. Enumerable.Repeat(scored.Fold, entries.EntryCount)]);
        _entries.Append(entries.Identities);
    }

    /// <summary>Writes all files.</summary>
    public async Task WriteAsync(FoldedTraining training, CancellationToken cancellationToken)
    {
        for (int fold = 0; fold < _folds; fold++)
        {
            TrainingResult result = training.Models[fold];
            await WriteAsync(ModelOf(fold), result.Model.ToArray(), cancellationToken);
            await WriteAsync(HistoryOf(fold), Encoding.UTF8.GetBytes(TrainingHistory.ToJson(result.History)), cancellationToken);
        }
        using MemoryStream scores = new();
        await _writer.WriteAsync(scores, cancellationToken);
        await WriteAsync(Scores, scores.ToArray(), cancellationToken);
        if (_report is not null)
            await WriteAsync(_report, Encoding.UTF8.GetBytes(FoldReport.Write(Path.GetFileName(_stem), training)), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private string HistoryOf(int fold) => Path.ChangeExtension(ModelOf(fold), ".history.json");

    private Task WriteAsync(string name, byte[] content, CancellationToken cancellationToken) =>
        OutputFile.WriteAsync(_session, name, _force, content, cancellationToken);
}

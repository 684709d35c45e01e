using System.Numerics.Tensors;

namespace Hep.Train;

/// <summary>How well probabilities tell classes: of two from one score, the probability of class 1, of more from one for each.</summary>
internal sealed class ClassMetrics : ITaskMetrics
{
    private readonly TrainingHead _head;
    private readonly int _outputs;
    private readonly double[][] _confusion;
    private readonly ScoreCells[] _cells;
    private readonly ScoreSpread[] _spreads;
    private double _nats, _weight;

    public ClassMetrics(TrainingHead head)
    {
        int outputs = head.OutputCount;
        (_head, _outputs) = (head, outputs);
        int classes = outputs == 1 ? 2 : outputs;
        _confusion = [.. Enumerable.Range(0, classes).Select(_ => new double[classes])];
        _cells = [.. Enumerable.Range(0, outputs).Select(_ => new ScoreCells(Math.Max(64, ScoreCells.Finest / outputs)))];
        _spreads = [.. Enumerable.Range(0, outputs).Select(_ => new ScoreSpread())];
    }

    public void Add(in PredictionBlock block)
    {
        for (int entry = 0; entry < block.EntryCount; entry++)
        {
            ReadOnlySpan<float> scores = block.Predictions.Slice(entry * _outputs, _outputs);
            double weight = block.Weights[entry];
            int truth = _outputs == 1 ? (block.Labels[entry] > 0.5f ? 1 : 0) : (int)block.Labels[entry];
            int decision = _outputs == 1 ? (scores[0] >= 0.5f ? 1 : 0) : TensorPrimitives.IndexOfMax(scores);
            _nats += weight * CrossEntropy.Of(scores, truth);
            _weight += Math.Abs(weight);
            _confusion[truth][decision] += weight;
            for (int output = 0; output < _outputs; output++)
            {
                bool isOwn = _outputs == 1 ? truth == 1 : truth == output;
                _cells[output].Add(scores[output], isOwn, weight);
                _spreads[output].Add(scores[output], isOwn, weight);
            }
        }
    }

    public HeadEvaluation ToEvaluation(IEnumerable<KeyValuePair<string, double>> further)
    {
        RocCurve[] rocs = [.. _cells.Select(RocCurve.Of)];
        int[] judged = _outputs == 1 ? [1] : [.. Enumerable.Range(0, _outputs)];
        double[] precisions = [.. judged.Select(c => _confusion[c][c] / _confusion.Sum(row => row[c]))];
        double[] recalls = [.. judged.Select(c => _confusion[c][c] / _confusion[c].Sum())];
        Dictionary<string, double> metrics = new()
        {
            ["loss"] = _nats / _weight,
            ["auc"] = rocs.Average(r => r.Area),
            ["accuracy"] = Enumerable.Range(0, _confusion.Length).Sum(c => _confusion[c][c]) / _weight,
            ["log_loss"] = _nats / _weight,
            ["precision"] = precisions.Average(),
            ["recall"] = recalls.Average(),
            ["f1"] = precisions.Zip(recalls, (p, r) => p + r == 0 ? 0 : 2 * p * r / (p + r)).Average(),
        };
        if (rocs.Average(r => r.AreaError) is > 0 and var error) metrics["auc_error"] = error;
        foreach ((string name, double value) in further) metrics[name] = value;
        return new HeadEvaluation(_head, metrics) { ClassRocs = rocs, Scores = _spreads, Confusion = _confusion };
    }
}

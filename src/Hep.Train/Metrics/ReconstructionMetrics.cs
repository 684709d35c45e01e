namespace Hep.Train;

/// <summary>How far cells are off that were given back: entry by entry the mean over those that hold a value of the data.</summary>
internal sealed class ReconstructionMetrics(TrainingHead head) : ITaskMetrics
{
    private readonly int _cells = head.OutputCount;
    private double _squares, _absolutes, _size;

    public void Add(in PredictionBlock block)
    {
        for (int entry = 0; entry < block.EntryCount; entry++)
        {
            double squares = 0, absolutes = 0;
            int count = 0;
            for (int i = entry * _cells; i < (entry + 1) * _cells; i++)
            {
                if (float.IsNaN(block.Labels[i])) continue;
                double error = block.Predictions[i] - block.Labels[i];
                squares += error * error;
                absolutes += Math.Abs(error);
                count++;
            }
            double weight = block.Weights[entry];
            _squares += weight * squares / Math.Max(count, 1);
            _absolutes += weight * absolutes / Math.Max(count, 1);
            _size += Math.Abs(weight);
        }
    }

    public HeadEvaluation ToEvaluation(IEnumerable<KeyValuePair<string, double>> further)
    {
        Dictionary<string, double> metrics = new() { ["loss"] = _squares / _size, ["mae"] = _absolutes / _size };
        foreach ((string name, double value) in further) metrics[name] = value;
        return new HeadEvaluation(head, metrics);
    }
}

namespace Hep.Train;

/// <summary>The loss alone, as evaluations define it, in a few bytes: what the training part is judged by.</summary>
internal sealed class MeanLoss(TrainingHead head)
{
    private double _sum, _size;

    /// <summary>The mean over entries, weighted, over the sum of the weights' absolute values.</summary>
    public double Value => _sum / _size;

    public void Add(in PredictionBlock block)
    {
        for (int entry = 0; entry < block.EntryCount; entry++)
        {
            ReadOnlySpan<float> predicted = block.Predictions.Slice(entry * block.OutputCount, block.OutputCount),
                labels = block.Labels.Slice(entry * block.TargetCount, block.TargetCount);
            _sum += block.Weights[entry] * (head.Task == TrainingTask.Regression ? Square(predicted, labels)
                : CrossEntropy.Of(predicted, predicted.Length == 1 ? (labels[0] > 0.5f ? 1 : 0) : (int)labels[0]));
            _size += Math.Abs(block.Weights[entry]);
        }
    }

    private double Square(ReadOnlySpan<float> predicted, ReadOnlySpan<float> labels)
    {
        double sum = 0;
        for (int target = 0; target < labels.Length; target++)
            sum += Math.Pow((predicted[target] - (double)labels[target]) / head.TargetDeviations[target], 2);
        return sum / labels.Length;
    }
}

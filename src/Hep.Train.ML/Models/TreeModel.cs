using Hep.Onnx;

namespace Hep.Train.ML;

/// <summary>Sums of trees, of each iteration one for each output; an output may have had its last iteration before others.</summary>
/// <param name="columns">How rows are made.</param>
/// <param name="trees">The trees of each output.</param>
/// <param name="bases">What each output has beside its trees; counts for the first iteration.</param>
internal sealed class TreeModel(PaddedBatchColumns columns, DecisionTree[][] trees, double[] bases) : FittedModel(columns)
{
    public override int Iterations { get; } = trees.Max(t => t.Length);

    public override void Add(int iteration, ReadOnlySpan<float> rows, Span<double> numbers)
    {
        for (int output = 0; output < trees.Length; output++)
        {
            double first = iteration == 0 ? bases[output] : 0;
            DecisionTree? tree = iteration < trees[output].Length ? trees[output][iteration] : null;
            for (int entry = 0; entry * trees.Length < numbers.Length; entry++)
                numbers[entry * trees.Length + output] +=
                    first + (tree?.Evaluate(rows.Slice(entry * Columns.Width, Columns.Width)) ?? 0);
        }
    }

    public override TreeModel Keep(int iterations) =>
        new(Columns, [.. trees.Select(t => t[..Math.Min(iterations, t.Length)])], bases);

    protected override OnnxValue AddTo(OnnxGraph graph, OnnxValue rows) =>
        graph.TreeEnsemble(rows, trees, [.. bases.Select(b => (float)b)], "trees");
}

using System.Numerics.Tensors;
using Hep.Onnx;

namespace Hep.Train.ML;

/// <summary>A linear model: for each output a sum of the cells, weighted, and a number.</summary>
/// <param name="columns">How rows are made.</param>
/// <param name="weight">[outputs, width].</param>
/// <param name="bias">[outputs].</param>
internal sealed class WeightedSum(PaddedBatchColumns columns, float[] weight, float[] bias) : FittedModel(columns)
{
    public override int Iterations => 1;

    public override void Add(int iteration, ReadOnlySpan<float> rows, Span<double> numbers)
    {
        int width = Columns.Width;
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] += bias[i % bias.Length] + TensorPrimitives.Dot(
                rows.Slice(i / bias.Length * width, width), weight.AsSpan(i % bias.Length * width, width));
    }

    public override WeightedSum Keep(int iterations) => this;

    protected override OnnxValue AddTo(OnnxGraph graph, OnnxValue rows) => graph.Dense(rows, weight, bias, "linear");
}

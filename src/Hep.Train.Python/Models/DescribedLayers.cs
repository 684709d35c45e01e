using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train.Python;

/// <summary>A described model of dense layers: linear models and perceptrons.</summary>
internal static class DescribedLayers
{
    private const int LayersAtMost = 1000;

    public static OnnxModel ToModel(JsonSection model, ReadOnlyMemory<byte> data, TrainingProblem problem)
    {
        OnnxGraph graph = new("layers");
        OnnxValue x = DescribedInputs.AddTo(graph, model, data, problem.CellCount);
        foreach ((int i, JsonSection layer) in model.Required("layers").Items(l => l, LayersAtMost).Index())
        {
            ReadOnlySpan<float> bias = DescribedArray.Read<float>(layer.Required("bias"), data, -1);
            x = graph.Dense(x, DescribedArray.Read<float>(layer.Required("weight"), data, bias.Length, x.Width), bias, $"dense_{i + 1}");
            x = DescribedHead.Apply(graph, layer.Required("activation"), x);
        }
        return DescribedHead.End(graph, model, x, problem);
    }
}

using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train.Python;

/// <summary>What makes predictions of a described model's numbers.</summary>
internal static class DescribedHead
{
    private static readonly (string, Func<OnnxGraph, OnnxValue, OnnxValue>)[] Functions =
    [
        ("identity", (_, x) => x),
        ("relu", (g, x) => g.Relu(x)),
        ("tanh", (g, x) => g.Tanh(x)),
        ("sigmoid", (g, x) => g.Sigmoid(x)),
        ("softmax", (g, x) => g.Softmax(x)),
        ("normalized_sigmoid", (g, x) => g.NormalizedSigmoid(x)),
    ];

    /// <summary>Adds the function that a section names.</summary>
    public static OnnxValue Apply(OnnxGraph graph, JsonSection function, OnnxValue x) =>
        function.Word<Func<OnnxGraph, OnnxValue, OnnxValue>>(Functions)(graph, x);

    /// <summary>Ends a model with its head.</summary>
    public static OnnxModel End(OnnxGraph graph, JsonSection model, OnnxValue x, TrainingProblem problem)
    {
        if (x.Width != problem.OutputCount) throw model.Error($"It gives {x.Width} numbers, expected {problem.OutputCount}.");
        graph.AddOutput(problem.OnlyHead().OutputName, Apply(graph, model.Required("head"), x));
        return graph.ToModel();
    }
}

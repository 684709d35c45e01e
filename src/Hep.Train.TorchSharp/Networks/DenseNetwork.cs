using Hep.Onnx;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>Dense layers with an activation and dropout between them; the last one gives the head's numbers.</summary>
internal sealed class DenseNetwork : IDisposable
{
    private readonly NetworkSpecification _specification;
    private readonly ActivationForms _activation;
    private readonly Generator _generator;
    private readonly Scalar _keep, _compensation;
    private readonly DenseLayer[] _layers;

    public DenseNetwork(NetworkSpecification specification, int cells, int outputs, long seed)
    {
        _specification = specification;
        _activation = ActivationForms.Of(specification.Activation);
        _generator = new Generator((ulong)seed, CPU);
        _keep = (1 - specification.Dropout).ToScalar();
        _compensation = (1 / (1 - specification.Dropout)).ToScalar();
        int[] widths = [specification.UseMask ? checked(2 * cells) : cells, .. specification.Layers, outputs];
        _layers = new DenseLayer[widths.Length - 1];
        for (int i = 0; i < _layers.Length; i++) _layers[i] = new DenseLayer(widths[i], widths[i + 1], _generator);
        InputWidth = widths[0];
    }

    /// <summary>Numbers in a row of input: the cells, and behind them the mask where the network sees it.</summary>
    public int InputWidth { get; }

    public IReadOnlyList<Parameter> Parameters => [.. _layers.SelectMany(l => (Parameter[])[l.Weight, l.Bias])];

    /// <summary>What first weights and dropout draw from.</summary>
    public Generator Generator => _generator;

    /// <summary>The head's numbers [n, outputs] of an input [n, <see cref="InputWidth"/>].</summary>
    public Tensor Evaluate(Tensor x)
    {
        for (int i = 0; i < _layers.Length - 1; i++) x = _activation.Torch(_layers[i].Apply(x));
        return _layers[^1].Apply(x);
    }

    /// <summary>As <see cref="Evaluate"/>, with values left out at random.</summary>
    public Tensor EvaluateInTraining(Tensor x)
    {
        for (int i = 0; i < _layers.Length - 1; i++) x = Drop(_activation.Torch(_layers[i].Apply(x)));
        return _layers[^1].Apply(x);
    }

    /// <summary>
    /// The same network in a graph, up to the head's numbers. For a regression they are brought back to the targets' own units.
    /// </summary>
    public OnnxValue AddTo(OnnxGraph graph, TrainingProblem problem)
    {
        OnnxValue x = graph.AddInput("features", problem.CellCount);
        if (_specification.UseMask) x = graph.Concat(x, graph.AddInput("mask", problem.CellCount));
        for (int i = 0; i < _layers.Length; i++)
        {
            bool isLast = i == _layers.Length - 1;
            float[] weight = WeightStore.Values(_layers[i].Weight), bias = WeightStore.Values(_layers[i].Bias);
            if (isLast) TargetUnits.FoldInto(weight, bias, problem);
            x = graph.Gemm(x, weight, bias, isLast ? "output" : $"dense_{i + 1}");
            if (!isLast) x = _activation.Onnx(graph, x);
        }
        return x;
    }

    public void Dispose()
    {
        foreach (DenseLayer layer in _layers) layer.Dispose();
        _keep.Dispose();
        _compensation.Dispose();
        _generator.Dispose();
    }

    /// <summary>Dropout with a generator of our own: libtorch's draws from the process' one, which others may use and seed.</summary>
    private Tensor Drop(Tensor x)
    {
        if (_specification.Dropout == 0) return x;
        return x.mul(rand(x.shape, ScalarType.Float32, generator: _generator).lt(_keep)).mul(_compensation);
    }
}

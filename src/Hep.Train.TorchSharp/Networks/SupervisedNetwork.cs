using Hep.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>What encoders make of an entry, beside one another; dense layers over that; one more for the numbers of all heads.</summary>
internal sealed class SupervisedNetwork : Network
{
    private readonly IReadOnlyList<RowEncoder> _encoders;
    private readonly Layer _hidden, _output;

    public SupervisedNetwork(SupervisedSpecification network, TrainingProblem problem, TorchDevice device)
    {
        _encoders = RowEncoders.For(network, problem.Pipeline, device);
        int inputs = _encoders.Sum(e => e.Width);
        _hidden = new HiddenLayers(network, device).OverRows("dense", inputs, network.Layers);
        _output = new DenseLayer("output", network.Layers.Count == 0 ? inputs : network.Layers[^1], problem.OutputCount, device);
        Parameters = [.. _encoders.SelectMany(e => e.Parameters), .. _hidden.Parameters, .. _output.Parameters];
    }

    public override IReadOnlyList<Parameter> Parameters { get; }

    public override IEnumerable<Tensor> Statistics => _encoders.SelectMany(e => e.Statistics).Concat(_hidden.Statistics);

    public override (Tensor Numbers, Tensor? Penalties) Evaluate(BatchTensors inputs, Pass pass)
    {
        Tensor row = _encoders.Count == 1
            ? _encoders[0].Encode(inputs, pass)
            : cat([.. _encoders.Select(e => e.Encode(inputs, pass))], 1);
        return (_output.Apply(_hidden.Apply(row, pass), pass), null);
    }

    public override OnnxValue AddTo(GraphInputs inputs)
    {
        OnnxValue row = inputs.Graph.Concat([.. _encoders.Select(e => e.AddTo(inputs))]);
        return _output.AddTo(inputs.Graph, _hidden.AddTo(inputs.Graph, row));
    }

    public override void Dispose()
    {
        foreach (RowEncoder encoder in _encoders) encoder.Dispose();
        _hidden.Dispose();
        _output.Dispose();
    }
}

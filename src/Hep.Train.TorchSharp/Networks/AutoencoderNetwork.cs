using Hep.Onnx;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>
/// All cells through a narrow middle and back. Where the middle is drawn, z = μ + exp(½ ln σ²)·ε, and an entry's divergence from the
/// standard normal distribution is −½ Σ (1 + ln σ² − μ² − σ²) (arXiv:1312.6114, appendix B).
/// </summary>
internal sealed class AutoencoderNetwork : Network
{
    private readonly TorchDevice _device;
    private readonly CellEncoder _cells;
    private readonly Layer _encoder, _middle, _decoder, _output;
    private readonly Layer? _logVariance;
    private readonly Tensor _one;
    private readonly Scalar _half = 0.5.ToScalar(), _minusOne = (-1.0).ToScalar(), _penalty;

    public AutoencoderNetwork(UnsupervisedSpecification network, TrainingProblem problem, TorchDevice device)
    {
        _device = device;
        _one = device.Ones(1);
        int cells = problem.CellCount;
        _cells = new CellEncoder(problem.Pipeline, [.. Enumerable.Range(0, cells)], network.UseMask, embedding: 0, device);
        HiddenLayers hidden = new(network, device);
        _encoder = hidden.OverRows("encoder", _cells.Width, network.Layers);
        int last = network.Layers.Count == 0 ? _cells.Width : network.Layers[^1];
        _middle = new DenseLayer("middle", last, network.Latent, device);
        VariationalAutoencoderSpecification? variational = network as VariationalAutoencoderSpecification;
        if (variational is not null) _logVariance = new DenseLayer("log_variance", last, network.Latent, device);
        _penalty = ((variational?.DivergenceWeight ?? 0) / 2).ToScalar();
        int[] back = [.. network.Layers.Reverse()];
        _decoder = hidden.OverRows("decoder", network.Latent, back);
        _output = new DenseLayer("output", back.Length == 0 ? network.Latent : back[^1], cells, device);
        Parameters = [.. Layers.SelectMany(l => l.Parameters)];
    }

    public override IReadOnlyList<Parameter> Parameters { get; }

    public override IEnumerable<Tensor> Statistics => Layers.SelectMany(l => l.Statistics);

    private IEnumerable<Layer> Layers => ((Layer?[])[_encoder, _middle, _logVariance, _decoder, _output]).OfType<Layer>();

    public override (Tensor Numbers, Tensor? Penalties) Evaluate(BatchTensors inputs, Pass pass)
    {
        Tensor encoded = _encoder.Apply(_cells.Encode(inputs, pass), pass), z = TorchDevice.Wide(_middle.Apply(encoded, pass));
        Tensor? divergences = null;
        if (_logVariance is not null && pass == Pass.Training)
        {
            Tensor logVariance = TorchDevice.Wide(_logVariance.Apply(encoded, pass));
            divergences = z.mul(z).add(logVariance.exp(), Weights.One).add(logVariance, _minusOne).add(_one, _minusOne)
                .sum([1]).mul(_penalty);
            z = z.add(logVariance.mul(_half).exp().mul(_device.Normal(z.shape)), Weights.One);
        }
        return (_output.Apply(_decoder.Apply(z, pass), pass), divergences);
    }

    public override OnnxValue AddTo(GraphInputs inputs)
    {
        OnnxValue x = _cells.AddTo(inputs);
        foreach (Layer layer in Layers)
            if (layer != _logVariance) x = layer.AddTo(inputs.Graph, x);
        return x;
    }

    public override void Dispose()
    {
        foreach (Layer layer in Layers) layer.Dispose();
        _cells.Dispose();
        _one.Dispose();
        foreach (Scalar scalar in (Scalar[])[_half, _minusOne, _penalty]) scalar.Dispose();
    }
}

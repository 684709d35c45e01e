using Hep.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>
/// Objects [n, m, width] attend to one another, then each goes through two dense layers; both parts are added to what goes into them and
/// see it normalized.
/// </summary>
internal sealed class AttentionBlock : IDisposable
{
    private readonly TorchDevice _device;
    private readonly int _width, _heads;
    private readonly LayerNormalizationLayer _norm;
    private readonly DenseLayer _queries, _keys, _values, _output;
    private readonly Residual _each;
    private readonly Layer[] _layers;
    private readonly DropoutLayer? _dropout;

    public AttentionBlock(string name, SetTransformerSpecification network, TorchDevice device)
    {
        (_device, _width, _heads) = (device, network.Width, network.AttentionHeads);
        _norm = new LayerNormalizationLayer($"{name}_norm", _width, device);
        _queries = new DenseLayer($"{name}_queries", _width, _width, device);
        _keys = new DenseLayer($"{name}_keys", _width, _width, device);
        _values = new DenseLayer($"{name}_values", _width, _width, device);
        _output = new DenseLayer($"{name}_output", _width, _width, device);
        if (network.Dropout > 0) _dropout = new DropoutLayer(network.Dropout, device);
        List<Layer> each =
        [
            new LayerNormalizationLayer($"{name}_each_norm", _width, device),
            new DenseLayer($"{name}_each_1", _width, 2 * _width, device),
            new ActivationLayer(network.Activation), new DenseLayer($"{name}_each_2", 2 * _width, _width, device),
        ];
        if (network.Dropout > 0) each.Add(new DropoutLayer(network.Dropout, device));
        _each = new Residual(new Chain(each));
        _layers = [_norm, _queries, _keys, _values, _output, _each];
    }

    public IEnumerable<Parameter> Parameters => _layers.SelectMany(l => l.Parameters);

    public Tensor Apply(Tensor x, ObjectMask mask, Pass pass)
    {
        long[] split = [x.shape[0], x.shape[1], _heads, _width / _heads];
        Tensor normal = _norm.Apply(x, pass);
        Tensor taken = nn.functional.scaled_dot_product_attention(
            Split(_queries), Split(_keys), Split(_values), _device.Factor(mask.Unattended, pass)).transpose(1, 2).reshape(x.shape);
        Tensor output = _output.Apply(taken, pass);
        return _each.Apply(x.add(_dropout?.Apply(output, pass) ?? output, Weights.One), pass);

        Tensor Split(DenseLayer layer) => layer.Apply(normal, pass).view(split).transpose(1, 2);
    }

    public OnnxValue AddTo(OnnxGraph graph, OnnxValue x, OnnxValue mask)
    {
        OnnxValue normal = _norm.AddTo(graph, x);
        OnnxValue taken = graph.Attention(
            _queries.AddTo(graph, normal), _keys.AddTo(graph, normal), _values.AddTo(graph, normal), mask, _heads);
        return _each.AddTo(graph, graph.Add(x, _output.AddTo(graph, taken)));
    }

    public void Dispose()
    {
        foreach (Layer layer in _layers) layer.Dispose();
        _dropout?.Dispose();
    }
}

using Hep.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>
/// The objects of all collections, each brought to one width by a layer of its collection, attend to one another; then pooling.
/// </summary>
internal sealed class TransformerEncoder : RowEncoder
{
    private readonly SetTransformerSpecification _network;
    private readonly (ObjectInput Objects, DenseLayer Layer)[] _collections;
    private readonly AttentionBlock[] _blocks;
    private readonly LayerNormalizationLayer _norm;

    public TransformerEncoder(SetTransformerSpecification network, IReadOnlyList<ObjectInput> collections, TorchDevice device)
    {
        _network = network;
        _collections = [.. collections.Select(
            c => (c, new DenseLayer($"{c.Collection.Name}_object", c.Width, network.Width, device)))];
        _blocks = [.. Enumerable.Range(1, network.Blocks).Select(i => new AttentionBlock($"block_{i}", network, device))];
        _norm = new LayerNormalizationLayer("objects_norm", network.Width, device);
    }

    public override int Width => _network.Width * _network.Pooling.Count;

    public override IEnumerable<Parameter> Parameters =>
    [
        .. _collections.SelectMany(c => c.Objects.Parameters.Concat(c.Layer.Parameters)), .. _blocks.SelectMany(b => b.Parameters),
        .. _norm.Parameters,
    ];

    public override Tensor Encode(BatchTensors inputs, Pass pass)
    {
        Tensor x = TorchDevice.Wide(Joined([.. _collections.Select(c => c.Layer.Apply(c.Objects.Read(inputs), pass))]));
        ObjectMask mask = new(
            Joined([.. _collections.Select(c => inputs.TokenMaskOnHost(c.Objects.Collection.Name))]), inputs.Device);
        foreach (AttentionBlock block in _blocks) x = block.Apply(x, mask, pass);
        return ObjectPooling.Apply(_network.Pooling, _norm.Apply(x, pass), mask);
    }

    public override OnnxValue AddTo(GraphInputs inputs)
    {
        OnnxGraph graph = inputs.Graph;
        OnnxValue x = graph.ConcatObjects([.. _collections.Select(c => c.Layer.AddTo(graph, c.Objects.AddTo(inputs)))]);
        OnnxValue mask = graph.ConcatObjects([.. _collections.Select(c => inputs.TokenMask(c.Objects.Collection))]);
        foreach (AttentionBlock block in _blocks) x = block.AddTo(graph, x, mask);
        return ObjectPooling.AddTo(_network.Pooling, graph, _norm.AddTo(graph, x), mask);
    }

    public override void Dispose()
    {
        foreach ((ObjectInput objects, DenseLayer layer) in _collections)
        {
            objects.Dispose();
            layer.Dispose();
        }
        foreach (AttentionBlock block in _blocks) block.Dispose();
        _norm.Dispose();
    }

    private static Tensor Joined(Tensor[] collections) => collections.Length == 1 ? collections[0] : cat(collections, 1);
}

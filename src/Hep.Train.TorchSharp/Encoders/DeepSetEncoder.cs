using Hep.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>The same layers for each object of a collection, then pooling.</summary>
internal sealed class DeepSetEncoder : RowEncoder
{
    private readonly ObjectInput _objects;
    private readonly Layer _layers;
    private readonly IReadOnlyList<Pooling> _pooling;

    public DeepSetEncoder(DeepSetsSpecification network, ObjectInput objects, HiddenLayers hidden)
    {
        _objects = objects;
        _layers = hidden.OverObjects($"{objects.Collection.Name}_object", objects.Width, network.ObjectLayers);
        _pooling = network.Pooling;
        Width = (network.ObjectLayers.Count == 0 ? objects.Width : network.ObjectLayers[^1]) * _pooling.Count;
    }

    public override int Width { get; }

    public override IEnumerable<Parameter> Parameters => _objects.Parameters.Concat(_layers.Parameters);

    public override Tensor Encode(BatchTensors inputs, Pass pass) => ObjectPooling.Apply(_pooling,
        _layers.Apply(_objects.Read(inputs), pass), new ObjectMask(inputs.TokenMaskOnHost(_objects.Collection.Name), inputs.Device));

    public override OnnxValue AddTo(GraphInputs inputs) => ObjectPooling.AddTo(_pooling, inputs.Graph,
        _layers.AddTo(inputs.Graph, _objects.AddTo(inputs)), inputs.TokenMask(_objects.Collection));

    public override void Dispose()
    {
        _objects.Dispose();
        _layers.Dispose();
    }
}

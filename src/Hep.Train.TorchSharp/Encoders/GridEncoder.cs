using Hep.Jagged;
using Hep.Onnx;
using TorchSharp.Modules;
using Tensor = TorchSharp.torch.Tensor;

namespace Hep.Train.TorchSharp;

/// <summary>
/// Convolutions over one array of the grids. Its cells hold raw values: each channel is brought to mean 0 and variance 1 first, by what
/// training saw of it.
/// </summary>
internal sealed class GridEncoder : RowEncoder
{
    private readonly GridLayout _grid;
    private readonly Layer _layers;

    public GridEncoder(ConvolutionSpecification network, GridLayout grid, HiddenLayers hidden)
    {
        _grid = grid;
        (int channels, int y, int x) = (grid.Channels.Length, grid.YCount, grid.XCount);
        List<Layer> layers = [hidden.OverChannels($"{grid.Name}_scale", channels)];
        foreach ((int i, int wanted) in network.Channels.Index())
        {
            int square = Math.Min(y, x) >= network.Pool ? network.Pool : 1;
            layers.Add(hidden.OverGrid($"{grid.Name}_convolution_{i + 1}", channels, wanted, network.Kernel, square));
            (channels, y, x) = (wanted, y / square, x / square);
        }
        _layers = new Chain(layers);
        Width = checked(channels * y * x);
    }

    public override int Width { get; }

    public override IEnumerable<Parameter> Parameters => _layers.Parameters;

    public override IEnumerable<Tensor> Statistics => _layers.Statistics;

    public override Tensor Encode(BatchTensors inputs, Pass pass) => _layers.Apply(inputs.Grid(_grid.Name), pass).flatten(1);

    public override OnnxValue AddTo(GraphInputs inputs) =>
        inputs.Graph.Reshape(_layers.AddTo(inputs.Graph, inputs.Grid(_grid)), Width);

    public override void Dispose() => _layers.Dispose();
}

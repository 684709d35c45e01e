namespace Hep.Train.TorchSharp;

/// <summary>Hidden layers as a specification wants them: dense, normalization, activation, dropout.</summary>
internal sealed class HiddenLayers(NetworkSpecification network, TorchDevice device)
{
    /// <summary>Layers over rows.</summary>
    public Layer OverRows(string name, int inputs, IReadOnlyList<int> widths) => Stack(name, inputs, widths, network.Normalization);

    /// <summary>Layers over each object; over a batch they are not normalized, as padding would count.</summary>
    public Layer OverObjects(string name, int inputs, IReadOnlyList<int> widths) => Stack(
        name, inputs, widths, network.Normalization == Normalization.Layer ? Normalization.Layer : Normalization.None);

    /// <summary>What brings the raw channels of a grid to one scale.</summary>
    public Layer OverChannels(string name, int channels) => new BatchNormalizationLayer(name, channels, device);

    /// <summary>A convolution and what follows it; the square is 1 where all cells stay.</summary>
    public Layer OverGrid(string name, int inputs, int outputs, int kernel, int square)
    {
        List<Layer> layers = [new ConvolutionLayer(name, inputs, outputs, kernel, device)];
        if (network.Normalization == Normalization.Batch) layers.Add(new BatchNormalizationLayer($"{name}_norm", outputs, device));
        layers.Add(new ActivationLayer(network.Activation));
        if (square > 1) layers.Add(new MaxPoolLayer(square));
        return new Chain(layers);
    }

    private Chain Stack(string name, int inputs, IReadOnlyList<int> widths, Normalization normalization)
    {
        List<Layer> layers = [];
        foreach ((int i, int width) in widths.Index())
        {
            Chain layer = new([.. Parts($"{name}_{i + 1}", inputs, width, normalization)]);
            layers.Add(network is SupervisedSpecification { Residual: true } && width == inputs ? new Residual(layer) : layer);
            inputs = width;
        }
        return new Chain(layers);
    }

    private IEnumerable<Layer> Parts(string name, int inputs, int outputs, Normalization normalization)
    {
        yield return new DenseLayer(name, inputs, outputs, device);
        if (normalization == Normalization.Batch) yield return new BatchNormalizationLayer($"{name}_norm", outputs, device);
        if (normalization == Normalization.Layer) yield return new LayerNormalizationLayer($"{name}_norm", outputs, device);
        yield return new ActivationLayer(network.Activation);
        if (network.Dropout > 0) yield return new DropoutLayer(network.Dropout, device);
    }
}

using Hep.Onnx;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>
/// The layers of TorchSharp that have a form in a graph, and a Sequential of them. What any other module does with its layers cannot be
/// seen from outside: TorchSharp traces no C#.
/// </summary>
internal sealed class ModuleExport(OnnxGraph graph)
{
    private int _layers;

    /// <summary>Adds a module behind a value.</summary>
    /// <exception cref="TrainingException">It has a layer that has no form in a graph.</exception>
    public OnnxValue Add(nn.Module module, OnnxValue x) => module switch
    {
        Sequential when module.GetType() == typeof(Sequential) => module.named_children().Aggregate(x, (value, c) => Add(c.module, value)),
        Linear l => graph.Dense(x, Weights.Values(l.weight!), l.bias is { } bias ? Weights.Values(bias) : [], Name("dense")),
        Conv2d c when IsPlain(c) => graph.Convolution(x, Weights.Values(c.weight!),
            c.bias is { } bias ? Weights.Values(bias) : new float[c.out_channels], (int)c.kernel_size[0], (int)c.padding![0],
            Name("convolution")),
        BatchNorm b when b.track_running_stats => graph.BatchNormalization(x, Of(b.weight, 1, b.num_features),
            Of(b.bias, 0, b.num_features), Weights.Values(b.running_mean!), Weights.Values(b.running_var!), (float)b.eps, Name("norm")),
        LayerNorm { normalized_shape: [var width] } l => graph.LayerNormalization(
            x, Of(l.weight, 1, width), Of(l.bias, 0, width), (float)l.eps, Name("norm")),
        MaxPool2d m when AreSquares(m.kernel_size, m.stride, m.padding) && AreAll(m.dilation, 1) && !m.ceil_mode =>
            graph.MaxPool(x, (int)m.kernel_size[0]),
        AvgPool2d a when AreSquares(a.kernel_size, a.stride, a.padding) && !a.ceil_mode && a.divisor_override is null =>
            graph.AveragePool(x, (int)a.kernel_size[0]),
        Flatten { start_dim: 1, end_dim: -1 } => graph.Reshape(x, x.Count),
        Dropout or Identity => x,
        ReLU => graph.Relu(x),
        LeakyReLU l => graph.LeakyRelu(x, (float)l.negative_slope),
        ELU e => graph.Elu(x, (float)e.alpha),
        SELU => graph.Selu(x),
        GELU { approximate: GELU.Approximate.none } => graph.Gelu(x),
        SiLU => graph.Silu(x),
        Tanh => graph.Tanh(x),
        Sigmoid => graph.Sigmoid(x),
        Softplus { beta: 1 } => graph.Softplus(x),
        Softmax s when s.dim == -1 || s.dim == x.Shape.Count => graph.Softmax(x),
        _ => throw Unknown(module, "its layer"),
    };

    /// <summary>Why a module has no form in a graph, and the ways out.</summary>
    public static TrainingException Unknown(nn.Module module, string what) =>
        new($"The module cannot be written as ONNX: {what} '{module.GetName()}' has no form that is known. A Sequential of Linear, Conv2d "
            + "(stride 1, square kernel), BatchNorm, LayerNorm, MaxPool2d and AvgPool2d (squares), Flatten, Dropout and activations "
            + "has one. Else build the graph from the module's weights with OnnxGraph of Hep.Onnx, or carry the weights "
            + "(state_dict) to PyTorch and "
            + "save it there, as ONNX or TorchScript.");

    private string Name(string layer) => $"{layer}_{++_layers}";

    private static bool IsPlain(Conv2d c) => AreAll(c.stride, 1) && AreAll(c.dilation, 1) && c.groups == 1 && !c.transposed
        && c.padding is { } padding && c.padding_mode == PaddingModes.Zeros && AreAll(padding, padding[0])
        && AreAll(c.kernel_size, c.kernel_size[0]);

    private static bool AreSquares(long[] kernel, long[]? stride, long[]? padding) =>
        AreAll(kernel, kernel[0]) && AreAll(stride, kernel[0]) && AreAll(padding, 0);

    /// <summary>Whether all numbers are this one; those that are not given are the layer's default.</summary>
    private static bool AreAll(long[]? numbers, long expected) => numbers is null || Array.TrueForAll(numbers, n => n == expected);

    private static float[] Of(Parameter? parameter, float otherwise, long count)
    {
        if (parameter is not null) return Weights.Values(parameter);
        float[] values = new float[count];
        Array.Fill(values, otherwise);
        return values;
    }
}

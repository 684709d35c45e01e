namespace Hep.Onnx;

/// <summary>Operations on grids, [n, channels, y, x].</summary>
public static class OnnxImages
{
    extension(OnnxGraph graph)
    {
        /// <summary>A convolution with stride 1.</summary>
        /// <param name="x">[n, in, y, x].</param>
        /// <param name="weight">Row-major [out, in, kernel, kernel], as PyTorch keeps it.</param>
        /// <param name="bias">[out].</param>
        /// <param name="kernel">Cells of the kernel along each axis.</param>
        /// <param name="padding">Cells of 0 that are added on each side.</param>
        /// <param name="name">The layer's name.</param>
        /// <returns>[n, out, y + 2·padding − kernel + 1, x + 2·padding − kernel + 1].</returns>
        /// <exception cref="ArgumentException">The weight is not out × in × kernel × kernel numbers, or the grid is smaller.</exception>
        public OnnxValue Convolution(
            OnnxValue x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int kernel, int padding, string name)
        {
            int shrinking = kernel - 1 - 2 * padding;
            int[] shape = [bias.Length, x.Shape[1] - shrinking, x.Shape[2] - shrinking];
            if (shape.Min() <= 0)
                throw new ArgumentException($"'{name}': a kernel of {kernel} cells is larger than its grid.", nameof(kernel));
            return graph.AddNode("Conv", shape, name,
                [x.Name, graph.AddConstant($"{name}.weight", weight, bias.Length, x.Shape[0], kernel, kernel),
                    graph.AddConstant($"{name}.bias", bias, bias.Length)],
                OnnxAttributes.OfAll("kernel_shape", kernel, kernel), OnnxAttributes.OfAll("pads", padding, padding, padding, padding));
        }

        /// <summary>The largest of each square of cells that do not overlap; what is left over at the far ends is dropped.</summary>
        /// <exception cref="ArgumentException">The grid is smaller than the square.</exception>
        public OnnxValue MaxPool(OnnxValue x, int size) => graph.AddNode("MaxPool", Pooled(x, size), null, [x.Name],
            OnnxAttributes.OfAll("kernel_shape", size, size), OnnxAttributes.OfAll("strides", size, size));

        /// <summary>The mean of each square of cells that do not overlap; what is left over at the far ends is dropped.</summary>
        /// <exception cref="ArgumentException">The grid is smaller than the square.</exception>
        public OnnxValue AveragePool(OnnxValue x, int size) => graph.AddNode("AveragePool", Pooled(x, size), null, [x.Name],
            OnnxAttributes.OfAll("kernel_shape", size, size), OnnxAttributes.OfAll("strides", size, size));
    }

    private static int[] Pooled(OnnxValue x, int size) => x.Shape[1] >= size && x.Shape[2] >= size
        ? [x.Shape[0], x.Shape[1] / size, x.Shape[2] / size]
        : throw new ArgumentException($"'{x.Name}' has {x.Shape[1]} × {x.Shape[2]} cells, fewer than a square of {size}.", nameof(size));
}

namespace Hep.Onnx;

/// <summary>Layers with weights; each carries its name in front of their names.</summary>
public static class OnnxLayers
{
    extension(OnnxGraph graph)
    {
        /// <summary>A dense layer along the last axis, x·weightᵀ + bias.</summary>
        /// <param name="x">[n, …, in].</param>
        /// <param name="weight">Row-major [out, in], as PyTorch keeps it.</param>
        /// <param name="bias">[out]; empty: none.</param>
        /// <param name="name">The layer's name.</param>
        /// <returns>[n, …, out].</returns>
        /// <exception cref="ArgumentException">The weight is not out × in numbers.</exception>
        public OnnxValue Dense(OnnxValue x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, string name)
        {
            int outputs = bias.IsEmpty ? weight.Length / x.Width : bias.Length;
            string matrix = graph.AddConstant($"{name}.weight", weight, outputs, x.Width);
            string[] shift = bias.IsEmpty ? [] : [graph.AddConstant($"{name}.bias", bias, outputs)];
            if (x.Shape.Count == 1)
                return graph.AddNode("Gemm", [outputs], name, [x.Name, matrix, .. shift], OnnxAttributes.Of("transB", 1));
            // Gemm takes matrices alone: objects of all entries stand below each other as its rows
            string rows = graph.AddNode("Reshape", [x.Width], null, [x.Name, graph.AddIntegers("shape", -1, x.Width)]).Name;
            string product = graph.AddNode("Gemm", [outputs], name, [rows, matrix, .. shift], OnnxAttributes.Of("transB", 1)).Name;
            int[] shape = [.. x.Shape.SkipLast(1), outputs];
            return graph.AddNode("Reshape", shape, null, [product, graph.AddIntegers("shape", [-1, .. shape])]);
        }

        /// <summary>Each column of x as (x − shift)·scale; NaN stays NaN.</summary>
        /// <exception cref="ArgumentException">Not every span has one number for each column.</exception>
        public OnnxValue Affine(OnnxValue x, ReadOnlySpan<float> shift, ReadOnlySpan<float> scale)
        {
            OnnxValue shifted = graph.AddNode("Sub", x.Shape, null, [x.Name, graph.AddConstant("shift", shift, x.Width)]);
            return graph.AddNode("Mul", x.Shape, null, [shifted.Name, graph.AddConstant("scale", scale, x.Width)]);
        }

        /// <summary>
        /// Each column of a row, or each channel of a grid, shifted and scaled by what training saw of it, as in evaluation.
        /// </summary>
        /// <param name="x">[n, columns] or [n, channels, y, x].</param>
        /// <param name="scale">One number for each column.</param>
        /// <param name="shift">One number for each column.</param>
        /// <param name="mean">One number for each column.</param>
        /// <param name="variance">One number for each column.</param>
        /// <param name="epsilon">What is added to the variance.</param>
        /// <param name="name">The layer's name.</param>
        /// <exception cref="ArgumentException">Not every span has one number for each column.</exception>
        public OnnxValue BatchNormalization(OnnxValue x, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, ReadOnlySpan<float> mean,
            ReadOnlySpan<float> variance, float epsilon, string name)
        {
            int columns = x.Shape[0];
            return graph.AddNode("BatchNormalization", x.Shape, name,
                [x.Name, graph.AddConstant($"{name}.weight", scale, columns), graph.AddConstant($"{name}.bias", shift, columns),
                 graph.AddConstant($"{name}.running_mean", mean, columns), graph.AddConstant($"{name}.running_var", variance, columns)],
                OnnxAttributes.Of("epsilon", epsilon));
        }

        /// <summary>The last axis brought to mean 0 and variance 1, then scaled and shifted by column.</summary>
        /// <exception cref="ArgumentException">Not every span has one number for each column.</exception>
        public OnnxValue LayerNormalization(
            OnnxValue x, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, float epsilon, string name) =>
            graph.AddNode("LayerNormalization", x.Shape, name,
                [x.Name, graph.AddConstant($"{name}.weight", scale, x.Width), graph.AddConstant($"{name}.bias", shift, x.Width)],
                OnnxAttributes.Of("axis", -1), OnnxAttributes.Of("epsilon", epsilon));

        /// <summary>
        /// Each number as the row of a table to which it points: its whole part, kept within the table.
        /// </summary>
        /// <param name="x">Indices, [n, …].</param>
        /// <param name="table">Row-major [rows, width].</param>
        /// <param name="width">The numbers that stand for an index.</param>
        /// <param name="name">The layer's name.</param>
        /// <returns>[n, …, width].</returns>
        /// <exception cref="ArgumentException">The table has no whole rows.</exception>
        public OnnxValue Embedding(OnnxValue x, ReadOnlySpan<float> table, int width, string name)
        {
            int rows = table.Length / width;
            OnnxValue indices = graph.AddNode("Cast", x.Shape, null, [graph.Clip(x, 0, rows - 1).Name], OnnxAttributes.Of("to", 7L));
            return graph.AddNode("Gather", [.. x.Shape, width], name,
                [graph.AddConstant($"{name}.weight", table, rows, width), indices.Name], OnnxAttributes.Of("axis", 0));
        }
    }
}

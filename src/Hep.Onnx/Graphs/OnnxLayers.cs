namespace Hep.Onnx;

/// <summary>Layers with weights, and what joins values.</summary>
public static class OnnxLayers
{
    extension(OnnxGraph graph)
    {
        /// <summary>A dense layer, x·weightᵀ + bias.</summary>
        /// <param name="x">[n, in].</param>
        /// <param name="weight">Row-major [out, in], as PyTorch keeps it.</param>
        /// <param name="bias">[out].</param>
        /// <param name="name">The layer's name, which its weights carry in front.</param>
        /// <returns>[n, out].</returns>
        /// <exception cref="ArgumentException">The weight is not out × in numbers.</exception>
        public OnnxValue Gemm(OnnxValue x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, string name) =>
            graph.AddNode("Gemm", bias.Length, name,
                [x.Name, graph.AddConstant($"{name}.weight", weight, bias.Length, x.Width),
                    graph.AddConstant($"{name}.bias", bias, bias.Length)],
                OnnxAttributes.Of("transB", 1));

        /// <summary>Each column of x as (x − shift)·scale; NaN stays NaN.</summary>
        /// <exception cref="ArgumentException">Not every span has one number for each column.</exception>
        public OnnxValue Affine(OnnxValue x, ReadOnlySpan<float> shift, ReadOnlySpan<float> scale)
        {
            OnnxValue shifted = graph.AddNode("Sub", x.Width, null, [x.Name, graph.AddConstant("shift", shift, x.Width)]);
            return graph.AddNode("Mul", x.Width, null, [shifted.Name, graph.AddConstant("scale", scale, x.Width)]);
        }

        /// <summary>Each column of x shifted and scaled by what training saw of it, as in evaluation.</summary>
        /// <exception cref="ArgumentException">Not every span has one number for each column.</exception>
        public OnnxValue BatchNormalization(OnnxValue x, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, ReadOnlySpan<float> mean,
            ReadOnlySpan<float> variance, float epsilon, string name) =>
            graph.AddNode("BatchNormalization", x.Width, name,
                [x.Name, graph.AddConstant($"{name}.weight", scale, x.Width), graph.AddConstant($"{name}.bias", shift, x.Width),
                 graph.AddConstant($"{name}.running_mean", mean, x.Width), graph.AddConstant($"{name}.running_var", variance, x.Width)],
                OnnxAttributes.Of("epsilon", epsilon));

        /// <summary>Each row of x brought to mean 0 and variance 1, then scaled and shifted by column.</summary>
        /// <exception cref="ArgumentException">Not every span has one number for each column.</exception>
        public OnnxValue LayerNormalization(
            OnnxValue x, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, float epsilon, string name) =>
            graph.AddNode("LayerNormalization", x.Width, name,
                [x.Name, graph.AddConstant($"{name}.weight", scale, x.Width), graph.AddConstant($"{name}.bias", shift, x.Width)],
                OnnxAttributes.Of("axis", -1), OnnxAttributes.Of("epsilon", epsilon));

        /// <summary>The columns of several values beside one another.</summary>
        public OnnxValue Concat(params ReadOnlySpan<OnnxValue> values)
        {
            string[] names = new string[values.Length];
            int width = 0;
            for (int i = 0; i < names.Length; i++)
            {
                names[i] = values[i].Name;
                width = checked(width + values[i].Width);
            }
            return graph.AddNode("Concat", width, null, names, OnnxAttributes.Of("axis", 1));
        }
    }
}
